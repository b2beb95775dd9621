"""Carries out the scans that were asked for, until they are through or nobody wants them any more."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event
from typing import ClassVar
from uuid import UUID

from application.command import from_system
from application.decision import Commit
from application.errors import ApplicationError
from application.executor.command_executor import CommandExecutor
from application.library.commands import CompleteScan, FailScan
from application.process_managers.scanning import SCAN_LIBRARY
from application.soundboard import Soundboard
from domain.identifiers import LIBRARY_ID
from domain.sound_library import SoundLibrary
from infrastructure.library.ffprobe import StoppedError
from infrastructure.library.listing import FolderGoneError
from infrastructure.library.scan_progress import Progress, ProgressCount, Tell
from infrastructure.library.scanner import Scanner, Wish
from infrastructure.read_store.errors import ReadModelBehindError
from infrastructure.work.work_table import Lease

OnLeftYoung = Callable[[], None]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Running:
    progress: ProgressCount
    is_stopped: Event


class ScanLibraryWorker:
    kind: ClassVar[str] = SCAN_LIBRARY
    seconds_max: ClassVar[float] = 3_600.0

    def __init__(
        self, scanner: Scanner, soundboard: Soundboard, executor: CommandExecutor, tell: Tell
    ) -> None:
        """`tell` is called now and then with how far a scan is."""
        self._scanner = scanner
        self._soundboard = soundboard
        self._executor = executor
        self._tell = tell
        self._running: dict[UUID, Running] = {}
        self._leaving_young: dict[UUID, OnLeftYoung] = {}
        self._is_closing = Event()

    def progress(self, scan_id: UUID) -> Progress | None:
        """None for a scan that does not run here."""
        running = self._running.get(scan_id)
        return None if running is None else running.progress.now

    @property
    def is_busy(self) -> bool:
        return bool(self._running)

    def leave_young(self, scan_id: UUID, on_left: OnLeftYoung) -> None:
        """What is being written when this scan comes by is left alone, and `on_left` called at its end."""
        self._leaving_young[scan_id] = on_left

    def forget(self, scan_id: UUID) -> None:
        """It was never begun."""
        self._leaving_young.pop(scan_id, None)

    def carry_out(self, leases: Sequence[Lease]) -> None:
        for lease in leases:
            self._carry_out(lease.reference)

    def give_up(self, reference: UUID, reason: str) -> None:
        self._executor.begin(FailScan(reference, reason), from_system())

    def after_commit(self, _: int, commit: Commit) -> None:
        """A scan that was cancelled or given up while it ran stops at once; what it did stays."""
        for event in commit.events:
            match event:
                case SoundLibrary.ScanCancelled(scan_id=scan_id) | SoundLibrary.ScanFailed(scan_id=scan_id):
                    self._leaving_young.pop(scan_id, None)
                    if (running := self._running.get(scan_id)) is not None:
                        running.is_stopped.set()

    def close(self) -> None:
        """What runs stops, and goes on after the next start."""
        self._is_closing.set()
        for running in list(self._running.values()):
            running.is_stopped.set()

    def _carry_out(self, scan_id: UUID) -> None:
        progress = ProgressCount(scan_id, self._tell)
        running = self._running[scan_id] = Running(progress, Event())
        try:
            library = self._soundboard.load(SoundLibrary, LIBRARY_ID)
            if library.running_scan == scan_id and not self._is_closing.is_set():
                self._scan(scan_id, running, is_deep=library.is_scan_deep)
        finally:
            del self._running[scan_id]

    def _scan(self, scan_id: UUID, running: Running, *, is_deep: bool) -> None:
        on_left = self._leaving_young.pop(scan_id, None)
        wish = Wish(is_deep=is_deep, leaves_young=on_left is not None)
        try:
            report = self._scanner.scan(running.progress, running.is_stopped.is_set, wish)
            self._executor.run(
                CompleteScan(scan_id, counts=report.as_counts(), details=report.details), from_system()
            )
        except StoppedError:
            return
        except (FolderGoneError, ReadModelBehindError) as error:
            self.give_up(scan_id, str(error))
        except ApplicationError:
            raise
        except Exception:
            logger.exception("scan failed")
            self.give_up(scan_id, "It ended with an error. The server's log says which.")
        else:
            running.progress.tell()
            if on_left is not None and report.left_young:
                on_left()
