"""Puts a board where none is: files and rows aside at first, and in their places once all of it is right.

From the first step to the last the data folder says that a restore is not finished, and no server opens it.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infrastructure.backup.archive_reader import Archive
from infrastructure.backup.errors import NotEmptyError
from infrastructure.backup.log_loading import ensure_empty, ensure_known, load
from infrastructure.backup.making import LOG, SOUNDS, Counter, OnProgress
from infrastructure.backup.sound_placing import OWNER_ONLY, sync_folders, write_part, write_sounds
from infrastructure.backup.vacancy import PLACES, STAGE, ensure_vacant, remove_empty_folders
from infrastructure.data_folder import OWNER_ONLY_DIR, DataFolder
from infrastructure.databases import WritingDatabase
from infrastructure.library.sound_folders import make_folders
from infrastructure.log_store.log_store import SCHEMA
from infrastructure.log_store.migrate import migrate
from infrastructure.log_store.ownership import Ownership
from infrastructure.settings import Settings


class Restoration:
    """For the time in which `folder` is ours."""

    def __init__(self, settings: Settings, folder: DataFolder, on_progress: OnProgress) -> None:
        self._settings = settings
        self._folder = folder
        self._on_progress = on_progress
        self._data = settings.data_dir.resolve()
        self._sounds = settings.sounds_dir.resolve()

    def restore(self, archive: Archive) -> None:
        """Raises BackupError, and then nothing was restored.

        Afterwards the folder is still marked: who has done what is left to do takes the mark away.
        """
        ensure_known(archive.manifest)
        ensure_vacant(self._settings)
        self._clear_stages()
        with self._database() as database:
            self._ensure_empty(database)
            self._folder.mark_unfinished()
            try:
                self._put_aside(archive, database)
            except BaseException:
                self._give_up(database)
                raise
            migrate(database, SCHEMA)
            database.empty_wal()
        self._put_in_place()

    @contextmanager
    def _database(self) -> Iterator[WritingDatabase]:
        """SQLite's is made aside, when it is first used; PostgreSQL's is filled by one transaction."""
        aside = f"sqlite:///{self._stage(self._data) / 'log.db'}"
        ownership = Ownership(self._settings.log_database_url)
        try:
            database = WritingDatabase(self._settings.database_url or aside, SCHEMA, durability="FULL")
            try:
                yield database
            finally:
                database.close()
        finally:
            ownership.close()

    def _put_aside(self, archive: Archive, database: WritingDatabase) -> None:
        manifest = archive.manifest
        self._stage(self._data).mkdir(mode=OWNER_ONLY_DIR)
        secrets = self._stage(self._data) / "secrets"
        secrets.mkdir(mode=OWNER_ONLY_DIR)
        for secret in manifest.secrets:
            write_part(archive, secret.part, secrets / secret.file, mode=OWNER_ONLY)
        for place in PLACES:
            self._stage(self._sounds / place).mkdir(parents=True)
        make_folders(self._stage(self._sounds / "originals"))
        placed = Counter(SOUNDS, sum(each.part.size_bytes for each in manifest.sounds), self._on_progress)
        write_sounds(archive, lambda each: self._stage(self._sounds / each), placed.count)
        loaded = Counter(LOG, sum(each.rows for each in manifest.tables), self._on_progress)
        load(database, archive, loaded.count)

    def _put_in_place(self) -> None:
        """The log comes last."""
        for place in PLACES:
            folder = self._sounds / place
            remove_empty_folders(folder)
            _move_up(self._stage(folder))
        data = self._stage(self._data)
        secrets = self._data / "secrets"
        if secrets.exists():
            secrets.rmdir()
        (data / "secrets").replace(secrets)
        _move_up(data)

    def _give_up(self, database: WritingDatabase) -> None:
        """As it was before, unless the database was filled in the very last moment."""
        try:
            self._ensure_empty(database)
        except NotEmptyError:
            return
        self._clear_stages()
        self._folder.mark_finished()

    def _ensure_empty(self, database: WritingDatabase) -> None:
        """SQLite's is ours, aside."""
        if self._settings.database_url:
            ensure_empty(database)

    def _clear_stages(self) -> None:
        """Also what a restore left that was killed: nobody else writes there."""
        for folder in (self._data, *(self._sounds / each for each in PLACES)):
            shutil.rmtree(self._stage(folder), ignore_errors=True)

    def _stage(self, folder: Path) -> Path:
        return folder / STAGE


def _move_up(stage: Path) -> None:
    """In one step for each, on the disk where it lies; flushed."""
    sync_folders(stage)
    for each in sorted(stage.iterdir()):
        each.replace(stage.parent / each.name)
    stage.rmdir()
    sync_folders(stage.parent)
