"""Reads a backup. No byte of it is believed before its hash is that of the manifest."""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infrastructure.backup.errors import InvalidBackupError
from infrastructure.backup.manifest import NAME, Manifest, Part, decoded

READ_BYTES = 1 << 18
MANIFEST_BYTES_MAX = 1 << 30

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    struct.error,
)
"""What the library says of an archive in which something was changed or is missing."""


class Archive:
    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def read(self, part: Part) -> Iterator[bytes]:
        """In pieces; raises InvalidBackupError, at the latest behind the last of them."""
        digest, size = hashlib.sha256(), 0
        try:
            with self._archive.open(part.name) as member:
                while piece := member.read(READ_BYTES):
                    digest.update(piece)
                    size += len(piece)
                    if size > part.size_bytes:
                        break
                    yield piece
        except DAMAGED:
            raise _damaged(part.name) from None
        if size != part.size_bytes or digest.hexdigest() != part.sha256:
            raise _damaged(part.name)


@contextmanager
def opened_archive(file: Path) -> Iterator[Archive]:
    """Raises InvalidBackupError, and OSError where the file cannot be read."""
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGED:
        raise InvalidBackupError(f"{file} is no backup, or was cut off.") from None
    with archive:
        yield Archive(archive, _manifest_of(archive, file))


def _manifest_of(archive: zipfile.ZipFile, file: Path) -> Manifest:
    try:
        if archive.getinfo(NAME).file_size > MANIFEST_BYTES_MAX:
            raise InvalidBackupError(f"{file} is no backup of a soundboard.")
        document = archive.read(NAME)
    except KeyError:
        raise InvalidBackupError(f"{file} is no backup of a soundboard.") from None
    except DAMAGED:
        raise _damaged(NAME) from None
    return decoded(document)


def _damaged(name: str) -> InvalidBackupError:
    return InvalidBackupError(
        f"The backup is damaged: {name} in it is not what was written. Nothing was restored."
    )
