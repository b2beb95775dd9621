"""Writes the files of a backup below a folder that was empty, with the times that a scan knows them by."""

import os
from collections.abc import Callable
from pathlib import Path

from infrastructure.backup.archive_reader import Archive
from infrastructure.backup.errors import InvalidBackupError
from infrastructure.backup.manifest import Part, Place
from infrastructure.to_disk import to_disk

OWNER_ONLY = 0o600
LIKE_ANY_SOUND = 0o644


def write_sounds(
    archive: Archive, folder_of: Callable[[Place], Path], on_bytes: Callable[[int], None]
) -> None:
    """Raises InvalidBackupError."""
    for each in archive.manifest.sounds:
        place = folder_of(each.place) / each.path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            write_part(archive, each.part, place, mode=LIKE_ANY_SOUND)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            raise InvalidBackupError(f"The backup has {each.path!r} twice.") from None
        os.utime(place, ns=(each.modified_ns, each.modified_ns))
        on_bytes(each.part.size_bytes)


def write_part(archive: Archive, part: Part, place: Path, *, mode: int) -> None:
    """Flushed when this returns. Never through a link, and never over a file."""
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as opened:
        for piece in archive.read(part):
            opened.write(piece)
        opened.flush()
        os.fsync(opened.fileno())


def sync_folders(top: Path) -> None:
    """What folders name survives a power cut only after this."""
    for folder in (top, *(each for each in top.rglob("*") if each.is_dir() and not each.is_symlink())):
        to_disk(folder)
