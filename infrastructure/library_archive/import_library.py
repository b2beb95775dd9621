"""Carries out the import that was asked for, until it is through or nobody wants it any more."""

import logging
import time
from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import ClassVar
from uuid import UUID

from application.command import from_system
from application.decision import Commit
from application.errors import ExecutorClosedError
from application.executor.command_executor import CommandExecutor
from application.library.import_commands import CompleteImport, FailImport
from application.process_managers.importing import IMPORT_LIBRARY, IMPORT_WITHIN
from application.soundboard import Soundboard
from domain.identifiers import LIBRARY_ID
from domain.sound_library import SoundLibrary
from infrastructure.files.errors import FilesError
from infrastructure.files.uploads import Uploads
from infrastructure.library.scan_progress import TOLD_EVERY_SECONDS
from infrastructure.library_archive.bringing_in import BringingIn
from infrastructure.library_archive.import_report import ImportProgress, ImportReport
from infrastructure.library_archive.imports import LibraryImports
from infrastructure.library_archive.reading import opened
from infrastructure.work.work_table import Lease

Tell = Callable[[UUID, ImportProgress], None]

IS_GONE = "The archive is gone. Bring it in again: what is here already is not brought in twice."

logger = logging.getLogger(__name__)


class ImportLibraryWorker:
    kind: ClassVar[str] = IMPORT_LIBRARY
    seconds_max: ClassVar[float] = IMPORT_WITHIN.total_seconds()

    def __init__(
        self,
        soundboard: Soundboard,
        executor: CommandExecutor,
        imports: LibraryImports,
        uploads: Uploads,
        tell: Tell,
    ) -> None:
        """`tell` is called now and then with how far an import is."""
        self._soundboard = soundboard
        self._executor = executor
        self._imports = imports
        self._uploads = uploads
        self._tell = tell
        self._is_closing = Event()
        self._threads: list[Thread] = []
        self._reports: dict[UUID, ImportReport] = {}
        self._unwanted: set[UUID] = set()

    def progress(self, import_id: UUID) -> ImportProgress | None:
        """None for an import that does not run here."""
        report = self._reports.get(import_id)
        return None if report is None else report.progress

    def carry_out(self, leases: Sequence[Lease]) -> None:
        """In a thread of its own, as it may take hours."""
        for lease in leases:
            thread = Thread(target=self._run, args=(lease.reference,), name="import", daemon=True)
            self._threads.append(thread)
            thread.start()

    def give_up(self, reference: UUID, reason: str) -> None:
        self._executor.begin(FailImport(reference, reason), from_system())

    def after_commit(self, _: int, commit: Commit) -> None:
        """An import that was cancelled or given up while it ran stops at the next sound."""
        for event in commit.events:
            match event:
                case SoundLibrary.ImportCancelled(import_id=id) | SoundLibrary.ImportFailed(import_id=id):
                    self._unwanted.add(id)

    def close(self) -> None:
        """What runs stops, and goes on after the next start."""
        self._is_closing.set()
        for thread in self._threads:
            thread.join()

    def _run(self, import_id: UUID) -> None:
        try:
            library = self._soundboard.load(SoundLibrary, LIBRARY_ID)
            if library.running_import == import_id and library.import_asked_by is not None:
                self._import(import_id, library.import_asked_by)
            self._imports.forget(import_id)
        except ExecutorClosedError:
            """The server stops."""
        except Exception:
            logger.exception("the import failed", extra={"import": str(import_id)})
            self.give_up(import_id, "It ended with an error. The server's log says which.")
        finally:
            self._reports.pop(import_id, None)

    def _import(self, import_id: UUID, by: UUID) -> None:
        try:
            report = self._bring_all_in(import_id, by)
        except FileNotFoundError:
            self._executor.run(FailImport(import_id, IS_GONE), from_system())
        except FilesError as error:
            self._executor.run(FailImport(import_id, str(error)), from_system())
        else:
            if report is not None:
                counts = report.as_counts()
                self._executor.run(CompleteImport(import_id, counts, report.details), from_system())
                self._tell(import_id, report.progress)
                logger.info("a library was brought in", extra={"import": str(import_id), **counts})

    def _bring_all_in(self, import_id: UUID, by: UUID) -> ImportReport | None:
        """None where it was stopped. Raises FilesError, FileNotFoundError, and what the executor raises."""
        bringing_in = BringingIn(
            self._soundboard,
            self._executor,
            self._uploads.placing,
            self._uploads.incoming,
            import_id=import_id,
            by=by,
        )
        with opened(self._imports.file_of(import_id)) as archive:
            report = self._reports[import_id] = ImportReport(of=len(archive.sounds))
            told_at = -TOLD_EVERY_SECONDS
            for sound in archive.sounds:
                if self._is_closing.is_set() or import_id in self._unwanted:
                    return None
                report.add(sound, bringing_in.bring_in(archive, sound))
                if time.monotonic() - told_at > TOLD_EVERY_SECONDS:
                    told_at = time.monotonic()
                    self._tell(import_id, report.progress)
        return report
