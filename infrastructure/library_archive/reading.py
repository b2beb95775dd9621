"""An archive of a library as it is read: checked before anything in it is believed.

What members are called is looked up, and never a path. All of them are stored as they are, so none grows.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from infrastructure.files.errors import ArchiveTooLargeError, InvalidArchiveError
from infrastructure.library_archive import manifest
from infrastructure.library_archive.directory import ensure_small
from infrastructure.library_archive.manifest import LIST, LIST_BYTES_MAX, ListedSound

BLOCK_BYTES = 1 << 20
ENCRYPTED = 1

BROKEN = (BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, struct.error)
"""What `zipfile` says of a file that is none of its kind."""


class Archive:
    def __init__(self, members: ZipFile, sounds: list[ListedSound]) -> None:
        self.sounds = sounds
        self._members = members
        self._by_name = {each.filename: each for each in members.infolist()}

    def size_of(self, sound: ListedSound) -> int | None:
        """Of its file, as the archive says; None where it has none."""
        member = None if sound.audio is None else self._by_name.get(sound.audio)
        return None if member is None else member.file_size

    def blocks(self, sound: ListedSound) -> Iterator[bytes]:
        """Its file, no more than its size. Raises InvalidArchiveError."""
        if sound.audio is None or sound.audio not in self._by_name:
            raise InvalidArchiveError("It has no file in the archive.")
        try:
            with self._members.open(self._by_name[sound.audio]) as content:
                while block := content.read(BLOCK_BYTES):
                    yield block
        except BROKEN as error:
            raise InvalidArchiveError(f"Its file in the archive is damaged: {error}.") from None

    def is_whole(self, sound: ListedSound) -> bool:
        """Whether its file is there, and is what the list says."""
        digest = sha256()
        try:
            for block in self.blocks(sound):
                digest.update(block)
        except InvalidArchiveError:
            return False
        return digest.hexdigest() == sound.sha256


@contextmanager
def opened(file: Path) -> Iterator[Archive]:
    """Raises ArchiveTooLargeError, ArchiveVersionError, InvalidArchiveError."""
    with file.open("rb") as content:
        ensure_small(content)
        try:
            members = ZipFile(content)
        except BROKEN as error:
            raise InvalidArchiveError(f"This ZIP file cannot be read: {error}.") from None
        with members:
            _ensure_plain(members.infolist(), file.stat().st_size)
            yield Archive(members, manifest.read(_document(members)))


def _ensure_plain(members: list[ZipInfo], archive_bytes: int) -> None:
    for each in members:
        if each.compress_type != ZIP_STORED or each.compress_size != each.file_size:
            raise InvalidArchiveError("A member is compressed. An export stores them as they are.")
        if each.flag_bits & ENCRYPTED:
            raise InvalidArchiveError("A member is encrypted.")
    if sum(each.file_size for each in members) > archive_bytes:
        raise InvalidArchiveError("Its members claim more than the archive has.")


def _document(members: ZipFile) -> bytes:
    try:
        described = members.getinfo(LIST)
        if described.file_size > LIST_BYTES_MAX:
            raise ArchiveTooLargeError(f"{LIST} has at most {LIST_BYTES_MAX >> 20} MB.")
        return members.read(described)
    except KeyError:
        raise InvalidArchiveError(f"There is no {LIST} in it: it is no library.") from None
    except BROKEN as error:
        raise InvalidArchiveError(f"{LIST} is damaged: {error}.") from None
