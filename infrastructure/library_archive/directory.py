"""How large the directory of a ZIP file is, before anything makes room for it.

Python's `zipfile` reads the whole directory, however many members it tells of. It is asked only after this.
"""

import os
import struct
from typing import Any, BinaryIO

from infrastructure.files.errors import ArchiveTooLargeError, InvalidArchiveError

DIRECTORY_BYTES_MAX = 16 << 20
"""Of a hundred thousand members as an export names them; it takes some 100 MB of memory at the worst."""

END = struct.Struct("<4s4H2LH")
END_SIGNATURE = b"PK\5\6"

LOCATOR = struct.Struct("<4sLQL")
LOCATOR_SIGNATURE = b"PK\6\7"

LARGE_END = struct.Struct("<4sQ2H2L4Q")
LARGE_END_SIGNATURE = b"PK\6\6"


def ensure_small(file: BinaryIO) -> None:
    """Raises ArchiveTooLargeError, InvalidArchiveError."""
    size = file.seek(0, os.SEEK_END)
    end = _record(file, size - END.size, END)
    if end is None or end[0] != END_SIGNATURE or end[-1] != 0:
        raise InvalidArchiveError("This is no ZIP file, or it ends in the middle.")
    directory_bytes = end[5]
    locator = _record(file, size - END.size - LOCATOR.size, LOCATOR)
    if locator is not None and locator[0] == LOCATOR_SIGNATURE:
        large = _record(file, size - END.size - LOCATOR.size - LARGE_END.size, LARGE_END)
        if large is not None and large[0] == LARGE_END_SIGNATURE:
            directory_bytes = large[8]
    if directory_bytes > DIRECTORY_BYTES_MAX:
        raise ArchiveTooLargeError("The archive has more members than an export makes.")
    file.seek(0)


def _record(file: BinaryIO, at: int, record: struct.Struct) -> tuple[Any, ...] | None:
    if at < 0:
        return None
    file.seek(at)
    return record.unpack(file.read(record.size))
