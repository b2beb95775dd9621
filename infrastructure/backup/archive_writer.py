"""Writes the one file of a backup: a zip archive, whole under its name or not there at all.

It holds hashes of passwords, keys and personal data: nobody but its owner may read it.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from infrastructure.backup.manifest import NAME, Manifest, Part, encoded
from infrastructure.new_file import OWNER_ONLY, new_file

FASTEST = 1


class WrittenPart:
    """A member while it is written."""

    def __init__(self, name: str, member: IO[bytes]) -> None:
        self._name = name
        self._member = member
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> None:
        self._member.write(data)
        self._digest.update(data)
        self._size += len(data)

    def finished(self) -> Part:
        return Part(self._name, self._size, self._digest.hexdigest())


class ArchiveWriter:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    @contextmanager
    def part(self, name: str, *, is_compressible: bool) -> Iterator[WrittenPart]:
        member = zipfile.ZipInfo(name)
        member.external_attr = OWNER_ONLY << 16
        given = name if is_compressible else member
        with self._archive.open(given, "w", force_zip64=True) as opened:
            yield WrittenPart(name, opened)

    def finish(self, manifest: Manifest) -> None:
        with self.part(NAME, is_compressible=True) as part:
            part.write(encoded(manifest))


@contextmanager
def new_archive(file: Path, *, force: bool) -> Iterator[ArchiveWriter]:
    """Once the block ends it lies there under its name, flushed. Raises FileInTheWayError."""
    with (
        new_file(file, force=force) as unfinished,
        zipfile.ZipFile(unfinished.content, "w", zipfile.ZIP_DEFLATED, compresslevel=FASTEST) as archive,
    ):
        yield ArchiveWriter(archive)
