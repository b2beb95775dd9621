"""Carries out the scans that were asked for, one after the other."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from application.command import from_system
from application.errors import ApplicationError
from application.executor.command_executor import CommandExecutor
from application.library.commands import CompleteScan, FailScan
from application.process_managers.scanning import SCAN_LIBRARY
from infrastructure.library.scanner import KnownFile, Scanner
from infrastructure.work.work_table import Lease

logger = logging.getLogger(__name__)


class ScanLibraryWorker:
    kind: ClassVar[str] = SCAN_LIBRARY
    seconds_max: ClassVar[float] = 3_600.0

    def __init__(
        self,
        scanner: Scanner,
        executor: CommandExecutor,
        known_files: Callable[[], Mapping[str, KnownFile]],
    ) -> None:
        """`known_files` answers with the library as it is at the moment of the call."""
        self._scanner = scanner
        self._executor = executor
        self._known_files = known_files
        self._progress: dict[UUID, tuple[int, int]] = {}

    def progress(self, scan_id: UUID) -> tuple[int, int] | None:
        """Files done and files in all; None for a scan that does not run here."""
        return self._progress.get(scan_id)

    def carry_out(self, leases: Sequence[Lease]) -> None:
        for lease in leases:
            self._scan(lease.reference)

    def give_up(self, reference: UUID, reason: str) -> None:
        self._executor.begin(FailScan(reference, reason), from_system())

    def _scan(self, scan_id: UUID) -> None:
        def on_progress(done: int, of: int) -> None:
            self._progress[scan_id] = (done, of)

        try:
            report = self._scanner.scan(self._known_files(), on_progress)
            self._executor.run(
                CompleteScan(scan_id, counts=report.as_counts(), details=report.details), from_system()
            )
        except ApplicationError:
            raise
        except Exception:
            logger.exception("scan failed")
            self.give_up(scan_id, "It ended with an error. The server's log says which.")
        finally:
            self._progress.pop(scan_id, None)
