"""Watches the folders of originals, and asks for a scan a moment after the last change."""

import logging
import time
from collections.abc import Iterable
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

from watchfiles import watch

from application.command import from_system
from application.errors import ApplicationError
from application.executor.command_executor import CommandExecutor
from application.library.commands import StartScan
from domain.errors import ScanRunningError
from infrastructure.library.calm import Calm
from infrastructure.library.scan_library import ScanLibraryWorker
from infrastructure.library.sound_folders import FOLDERS

LOOK_MS = 250
"""How often it looks up from the folders: at the clock, and whether it is wanted still."""

TRY_AGAIN_SECONDS = 5.0
"""A folder that is not there may be a disk that is mounted in a moment."""

logger = logging.getLogger(__name__)


class FolderWatch:
    def __init__(
        self, originals: Path, scans: ScanLibraryWorker, executor: CommandExecutor, calm: Calm | None = None
    ) -> None:
        self._originals = originals
        self._scans = scans
        self._executor = executor
        self._calm = calm or Calm()
        self._closing = Event()
        self._thread = Thread(target=self._run, name="folder-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        is_told = False
        while not self._closing.is_set():
            try:
                self._watch()
                is_told = False
            except Exception:
                if not is_told:
                    logger.exception("the folders cannot be watched; it is tried again")
                is_told = True
                self._closing.wait(TRY_AGAIN_SECONDS)

    def _watch(self) -> None:
        """Until it is closed, or other folders are in the place of these."""
        watched = self._identity()
        self._calm.disturb(time.monotonic())  # by whatever happened while nobody watched
        changes = watch(
            self._originals,
            watch_filter=None,
            step=LOOK_MS,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            stop_event=self._closing,
            raise_interrupt=False,
        )
        for changed in changes:
            if self._concerns_us(path for _, path in changed):
                self._calm.disturb(time.monotonic())
            if self._identity() != watched:
                return
            if self._calm.is_due(time.monotonic()) and not self._scans.is_busy:
                self._ask()

    def _ask(self) -> None:
        """While a scan runs, or the board begins, it stays due."""
        scan_id = uuid4()
        self._scans.leave_young(scan_id, self._look_again)
        try:
            self._executor.run(StartScan(scan_id), from_system())
        except (ScanRunningError, ApplicationError):
            self._scans.forget(scan_id)
        else:
            self._calm.asked()

    def _look_again(self) -> None:
        self._calm.disturb_again(time.monotonic())

    def _concerns_us(self, paths: Iterable[str]) -> bool:
        """What is hidden is no sound: a file that is being uploaded, an editor's copy."""
        below = (Path(path).relative_to(self._originals).parts for path in paths)
        return any(not any(part.startswith(".") for part in parts) for parts in below)

    def _identity(self) -> list[tuple[int, int]]:
        """Of a folder that was made anew, or on which a disk was mounted, nothing more would be heard."""
        folders = (self._originals, *(self._originals / name for name in FOLDERS.values()))
        return [_identity_of(each) for each in folders]


def _identity_of(folder: Path) -> tuple[int, int]:
    try:
        found = folder.stat()
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino
