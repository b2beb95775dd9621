"""The data folder belongs to one server at a time, held by a lock that dies with it."""

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

OWNER_ONLY_DIR = 0o700


class DataFolderInUseError(Exception):
    """Another server owns the folder."""


class DataFolder:
    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self._lock = FileLock(self._path / "server.lock")
        self._address = self._path / "server.json"

    def __enter__(self) -> Self:
        """Raises DataFolderInUseError while another server has it."""
        self._path.mkdir(parents=True, exist_ok=True)
        self._path.chmod(OWNER_ONLY_DIR)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise DataFolderInUseError(
                f"Another soundboard is running on {self._path}. Stop it, or set DATA_DIR to another folder."
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._address.unlink(missing_ok=True)
        self._lock.release()

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
