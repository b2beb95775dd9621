"""Takes in the archive of a library, and keeps it until it is brought in.

It comes where uploads do, is checked, and lies in `sounds/imports` before the log says that it is to be
brought in. What lies there and is not being brought in belongs to nobody, and goes.
"""

import os
import time
from pathlib import Path
from threading import Lock
from uuid import UUID

from application.command import Answered, Envelope
from application.executor.command_executor import CommandExecutor
from application.library.import_commands import ImportBegun, StartImport
from application.soundboard import Soundboard
from domain.errors import ImportRunningError
from domain.identifiers import LIBRARY_ID
from domain.sound_library import SoundLibrary
from infrastructure.files.errors import ArchiveTooLargeError, NoRoomError
from infrastructure.files.incoming_file import IncomingFile
from infrastructure.files.uploads import LEFT_BEHIND_SECONDS
from infrastructure.library_archive.reading import opened
from infrastructure.to_disk import to_disk

GIBIBYTE = 1 << 30


class LibraryImports:
    def __init__(
        self,
        soundboard: Soundboard,
        executor: CommandExecutor,
        sounds: Path,
        incoming: Path,
        *,
        gigabytes: int,
    ) -> None:
        self.bytes_max = gigabytes * GIBIBYTE
        self._soundboard = soundboard
        self._executor = executor
        self._folder = sounds / "imports"
        self._incoming = incoming
        self._receiving = Lock()

    def file_of(self, import_id: UUID) -> Path:
        return self._folder / f"{import_id}.zip"

    def begin_receiving(self) -> IncomingFile:
        """One at a time, and none while one is brought in; whoever begins ends it.

        Raises ImportRunningError, NoRoomError.
        """
        if not self._receiving.acquire(blocking=False):
            raise ImportRunningError("A library is being received already. Wait for its report.")
        try:
            self._library().ensure_no_import()
            return IncomingFile(self._incoming, "library.zip", bytes_max=self.bytes_max)
        except BaseException:
            self._receiving.release()
            raise

    def end_receiving(self, file: IncomingFile) -> None:
        """What was not taken is gone."""
        file.discard()
        self._receiving.release()

    def begin(self, file: IncomingFile, given_by: Envelope) -> Answered[ImportBegun]:
        """The command's id is that of the import. Raises FilesError, DomainError, ApplicationError."""
        if file.is_too_large:
            raise ArchiveTooLargeError(f"An archive has at most {self.bytes_max // GIBIBYTE} GB here.")
        file.finish()
        with opened(file.path) as archive:
            sounds = len(archive.sounds)
        import_id = given_by.command_id
        self._keep(file, self.file_of(import_id))
        try:
            command = StartImport(import_id, asked_by=given_by.actor_id, sha256=file.sha256, sounds=sounds)
            return self._executor.run(command, given_by)
        finally:
            self.forget(import_id)

    def forget(self, import_id: UUID) -> None:
        """Its archive goes, unless it is being brought in."""
        if self._library().running_import != import_id:
            self._remove(self.file_of(import_id))

    def clear_up(self, *, older_than: float = 0.0) -> None:
        """Archives of imports that ended, or never began."""
        if not self._folder.exists():
            return
        library = self._soundboard.find(SoundLibrary, LIBRARY_ID)
        running = None if library is None else library.running_import
        kept = None if running is None else self.file_of(running)
        for each in self._folder.iterdir():
            if each != kept and time.time() - each.stat().st_mtime >= older_than:
                self._remove(each)

    def clear_up_old(self) -> None:
        """The same while one may be about to begin."""
        self.clear_up(older_than=LEFT_BEHIND_SECONDS)

    def _library(self) -> SoundLibrary:
        return self._soundboard.load(SoundLibrary, LIBRARY_ID)

    def _keep(self, file: IncomingFile, place: Path) -> None:
        """The archive that came first stays: asked again with the same key, it is being brought in."""
        if place.exists():
            return
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(file.path, place)  # noqa: PTH105 - a step that tests of crashes can see
            to_disk(place.parent)
        except OSError as error:
            raise NoRoomError(f"The board cannot keep it: {error.strerror}.") from None

    def _remove(self, file: Path) -> None:
        if file.exists():
            os.unlink(file)  # noqa: PTH108 - the same
