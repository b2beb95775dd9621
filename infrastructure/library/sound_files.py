"""Which file of a sound is to be heard: the edited one, else the normalised one, else the original."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock

from domain.edit import Edit
from domain.errors import SoundMissingError
from domain.sound import Sound
from infrastructure.library.sound_store import SoundStore
from infrastructure.loudness.rendering import Renderer

LOCKS = 32


class SoundFiles:
    def __init__(
        self, store: SoundStore, renderer: Renderer, turn: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """`turn`: the wait for a core, where something must be rendered."""
        self._store = store
        self._renderer = renderer
        self._turn = turn
        self._locks = [Lock() for _ in range(LOCKS)]

    def original(self, sound: Sound) -> Path:
        """Where it is, if it is there."""
        return self._store.originals / sound.path

    def to_hear(self, sound: Sound) -> Path:
        """Raises FfmpegError, CutOffError, SoundMissingError: an edited sound is rendered if it is not there.

        Of one that is not edited the file may be missing.
        """
        return self.heard_as(sound, sound.normalized_path, sound.edited)

    def heard_as(self, sound: Sound, normalized_path: str, edit: Edit) -> Path:
        """The same, as if that were its normalised file and its edit."""
        source, content = self._source(sound, normalized_path)
        if edit.is_none:
            return source
        rendered = self._store.rendered / rendered_name(content, edit, self._renderer.form.suffix)
        with self._locks[hash(rendered) % LOCKS]:
            if not rendered.is_file():
                self._render(sound, source, edit, rendered)
        return rendered

    def _render(self, sound: Sound, source: Path, edit: Edit, rendered: Path) -> None:
        if not source.is_file():
            raise SoundMissingError(f"The file of “{sound.title}” is missing.")
        with self._turn(), self._store.draft() as draft:
            self._renderer.render(source, edit, draft, duration_ms=sound.file_ms)
            self._store.keep(draft, rendered)

    def _source(self, sound: Sound, normalized_path: str) -> tuple[Path, str]:
        """The file, and what tells its content from that of others: no two results have one name."""
        if normalized_path and (file := self._store.normalized / normalized_path).is_file():
            return file, normalized_path
        return self.original(sound), sound.sha256


def rendered_name(content: str, edit: Edit, suffix: str) -> str:
    told = f"{content} {edit.gain_db:.2f} {edit.start_ms} {edit.end_ms}"
    return f"{hashlib.sha256(told.encode()).hexdigest()}{suffix}"
