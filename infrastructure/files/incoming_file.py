"""A file on its way in: written where nothing else looks, and hashed as it comes."""

import hashlib
import io
import os
from contextlib import suppress
from pathlib import Path, PurePosixPath
from uuid import uuid4

from infrastructure.files.audio_formats import BY_SUFFIX, HEAD_BYTES
from infrastructure.files.errors import NoRoomError

NAME_LENGTH_MAX = 255
UNWRITABLE = "\0"
"""What a database does not take in a text."""


class IncomingFile:
    """Beyond its limit it forgets what it has, and counts on."""

    def __init__(self, folder: Path, name: str, *, bytes_max: int) -> None:
        """`name` is what its owner calls it: data, and no part of a path."""
        self.name = last_part(name)
        self.size = 0
        self.head = b""
        self._bytes_max = bytes_max
        self._digest = hashlib.sha256()
        suffix = PurePosixPath(self.name).suffix.lower()
        self.path = folder / f"{uuid4().hex}{suffix if suffix in BY_SUFFIX else '.upload'}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = io.FileIO(
                os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644), "w"
            )
        except OSError as error:
            raise _no_room(error) from None

    @property
    def is_too_large(self) -> bool:
        return self.size > self._bytes_max

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Raises NoRoomError."""
        self.size += len(data)
        if self.is_too_large:
            self.discard()
            return
        self.head = (self.head + data[:HEAD_BYTES])[:HEAD_BYTES] if len(self.head) < HEAD_BYTES else self.head
        self._digest.update(data)
        left = memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            raise _no_room(error) from None

    def finish(self) -> None:
        """It is on the disk. Raises NoRoomError."""
        if self._file.closed:
            return
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _no_room(error) from None
        finally:
            self._file.close()

    def discard(self) -> None:
        """Nothing of it is left, unless it was moved elsewhere."""
        if not self._file.closed:
            self._file.close()
        with suppress(FileNotFoundError):
            self.path.unlink()


def last_part(name: str) -> str:
    """Where it lay on somebody's disk is theirs."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return last.replace(UNWRITABLE, "\N{REPLACEMENT CHARACTER}")[:NAME_LENGTH_MAX]


def _no_room(error: OSError) -> NoRoomError:
    return NoRoomError(f"The board cannot keep it: {error.strerror}.")
