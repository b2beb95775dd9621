"""The data folder belongs to one server at a time, held by a lock that dies with it."""

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from infrastructure.to_disk import to_disk

OWNER_ONLY_DIR = 0o700


class DataFolderInUseError(Exception):
    """Another server owns the folder."""


class UnfinishedRestoreError(Exception):
    """What lies in the folder is a part of a board: a restore was cut short."""


class DataFolder:
    def __init__(self, path: Path, *, is_for_restoring: bool = False) -> None:
        self._path = path.resolve()
        self._is_for_restoring = is_for_restoring
        self._lock = FileLock(self._path / "server.lock")
        self._address = self._path / "server.json"
        self._unfinished = self._path / "restore-unfinished"

    def __enter__(self) -> Self:
        """Raises DataFolderInUseError while another server has it, and UnfinishedRestoreError."""
        self._path.mkdir(parents=True, exist_ok=True)
        self._path.chmod(OWNER_ONLY_DIR)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise DataFolderInUseError(
                f"Another soundboard is running on {self._path}. Stop it, or set DATA_DIR to another folder."
            ) from None
        if self.is_unfinished and not self._is_for_restoring:
            self._lock.release()
            raise UnfinishedRestoreError(
                f"A restore into {self._path} was cut short: what lies there is a part of a board. Restore "
                "again with `soundboard restore`, which says what must be moved away first."
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._address.unlink(missing_ok=True)
        self._lock.release()

    @property
    def is_unfinished(self) -> bool:
        return self._unfinished.exists()

    def mark_unfinished(self) -> None:
        """From now on, also after a power cut, no server opens this folder."""
        self._unfinished.touch()
        to_disk(self._path)

    def mark_finished(self) -> None:
        self._unfinished.unlink(missing_ok=True)
        to_disk(self._path)

    def announce(self, url: str) -> None:
        """Where the server that owns the folder can be reached, for the command line."""
        temporary = self._address.with_suffix(".tmp")
        temporary.write_text(json.dumps({"url": url, "pid": os.getpid()}))
        temporary.replace(self._address)

    def address_of_owner(self) -> str | None:
        """The URL of the running server; None when nobody owns the folder or it is not up yet."""
        if not self._path.exists():
            return None
        try:
            with self._lock.acquire(timeout=0):
                return None
        except Timeout:
            if not self._address.exists():
                return None
            url: str = json.loads(self._address.read_text())["url"]
            return url
