"""A file that is written beside its place first: whole under its name, or not there at all.

Only its owner may read it, and nothing that somebody else laid there is ever taken over.
"""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from infrastructure.to_disk import to_disk

OWNER_ONLY = 0o600
SUFFIX = ".soundboard-part"
"""Nobody else calls a file so: what a killed one left is thrown away by the next."""


class FileInTheWayError(Exception):
    """What would be written over is there already. The message is for whoever stands at the terminal."""


class Unfinished(NamedTuple):
    path: Path
    content: IO[bytes]


@contextmanager
def new_file(file: Path, *, force: bool) -> Iterator[Unfinished]:
    """Once the block ends it lies there under its name, flushed. Raises FileInTheWayError, and OSError."""
    _ensure_free(file, force=force)
    part = file.with_name(f"{file.name}{SUFFIX}")
    with os.fdopen(_opened_alone(part), "w+b") as content:
        try:
            yield Unfinished(part, content)
            content.flush()
            os.fsync(content.fileno())
            _ensure_free(file, force=force)
            part.replace(file)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    to_disk(file.parent)


def _ensure_free(file: Path, *, force: bool) -> None:
    if file.is_dir() or (file.exists() and not force):
        raise FileInTheWayError(f"{file} is there already. With --force a file is written over.")


def _opened_alone(part: Path) -> int:
    """Locked for as long as it is open: the lock of one that was killed is gone."""
    _remove_what_was_left(part)
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, OWNER_ONLY)
    except FileExistsError:
        raise _written_by_another(part) from None
    try:
        _lock(descriptor, part)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _remove_what_was_left(part: Path) -> None:
    """Nothing of it is used. What is locked is being written, and what others own is not ours to remove."""
    with suppress(FileNotFoundError):
        if not _is_ours(part.lstat()):
            raise FileInTheWayError(f"{part} is there, and is none of ours. Move it away.")
        descriptor = os.open(part, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            _lock(descriptor, part)
            part.unlink()
        finally:
            os.close(descriptor)


def _is_ours(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid()


def _lock(descriptor: int, part: Path) -> None:
    """Raises FileInTheWayError, also where another has removed it meanwhile and begun anew."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), part.lstat()):
            return
    except (BlockingIOError, FileNotFoundError):
        pass
    raise _written_by_another(part)


def _written_by_another(part: Path) -> FileInTheWayError:
    return FileInTheWayError(f"Another is being written to {part} at this moment.")
