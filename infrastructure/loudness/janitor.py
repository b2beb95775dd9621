"""Removes what lies about: files that no sound names, and drafts that nobody finishes."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

from domain.edit import Edit
from infrastructure.library.level_catalogue import LevelCatalogue
from infrastructure.library.sound_files import rendered_name
from infrastructure.library.sound_store import SoundStore
from projections.sounds.normalized import MadeOf, files_made

EVERY_SECONDS = 3_600.0
OLDER_THAN_SECONDS = 3_600.0
"""What is younger may be about to be recorded."""

logger = logging.getLogger(__name__)


class Janitor:
    def __init__(self, store: SoundStore, catalogue: LevelCatalogue) -> None:
        self._store = store
        self._catalogue = catalogue
        self._next = 0.0

    def tidy_if_due(self) -> None:
        """At the start, as soon as the catalogue is level, then every hour."""
        if time.monotonic() < self._next or not self._catalogue.is_level:
            return
        self._next = time.monotonic() + EVERY_SECONDS
        self.tidy()

    def tidy(self, older_than_seconds: float = OLDER_THAN_SECONDS) -> None:
        """It looks first at what is there, then at what is named: nothing goes that was just recorded."""
        before = time.time() - older_than_seconds
        store = self._store
        old = [
            file
            for folder in (store.normalized, store.rendered, store.temporary)
            for file in _files(folder)
            if _is_before(file, before)
        ]
        if not old:
            return
        named = {file for made in self._catalogue.ask(files_made) for file in self._named_by(made)}
        thrown_away = [file for file in old if file not in named]
        for file in thrown_away:
            file.unlink(missing_ok=True)
        if thrown_away:
            logger.info("files that no sound names were removed", extra={"files": len(thrown_away)})

    def _named_by(self, made: MadeOf) -> Iterator[Path]:
        edit = Edit(made.gain_db, made.start_ms, made.end_ms)
        if made.normalized_path:
            yield self._store.normalized / made.normalized_path
        if not edit.is_none:
            for content in (made.normalized_path, made.sha256):
                yield self._store.rendered / rendered_name(made.sound_id, content, edit)


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def _is_before(file: Path, moment: float) -> bool:
    try:
        return file.stat().st_mtime < moment
    except FileNotFoundError:
        return False
