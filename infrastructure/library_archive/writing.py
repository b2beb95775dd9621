"""Writes a library as one archive, while it is read: nothing of it is in memory or on the disk as a whole.

The list comes last, and says what was sent. A sound that is moved, changed or trashed meanwhile is told as it
was when its turn came. A file that is not what its sound says is listed as damaged: what was sent of it is
no sound's.
"""

import io
import logging
import os
from collections.abc import Generator, Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from zipfile import ZipFile, ZipInfo

from domain.values import SoundType
from infrastructure.files.opening import open_below
from infrastructure.library.level_catalogue import LevelCatalogue
from infrastructure.library.sound_folders import SUFFIXES
from infrastructure.library_archive.manifest import LIST, ListedSound, encoded, written
from projections.sounds.exported import SoundToExport, sound_to_export, sounds_to_export
from projections.sounds.queries import SoundEntry

BLOCK_BYTES = 1 << 18
PAGE = 100
READABLE_BY_ALL = 0o644 << 16

logger = logging.getLogger(__name__)


class LibraryExport:
    def __init__(self, catalogue: LevelCatalogue, originals: Path, temp: Path) -> None:
        self._catalogue = catalogue
        self._originals = originals
        self._temp = temp

    def stream(self) -> Iterator[bytes]:
        """Raises ReadModelBehindError, in the middle."""
        sent = _Sent()
        archive = ZipFile(sent, "w")
        self._temp.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=self._temp) as lines:
            for sound in self._sounds():
                listed = yield from self._sound(archive, sent, sound)
                lines.write(encoded(listed) + b"\n")
            with archive.open(_member(LIST, lines.seek(0, os.SEEK_END)), "w") as member:
                lines.seek(0)
                for piece in written(lines):
                    member.write(piece)
                    yield from sent.take(BLOCK_BYTES)
        archive.close()
        yield from sent.take()

    def _sounds(self) -> Iterator[SoundToExport]:
        after = 0
        while page := self._catalogue.ask(sounds_to_export, after, PAGE):
            yield from page
            after = page[-1].entry.position

    def _sound(
        self, archive: ZipFile, sent: "_Sent", sound: SoundToExport
    ) -> Generator[bytes, None, ListedSound]:
        """Sends its file, if it is there; how it is listed."""
        content = self._open(sound.entry)
        if content is None:
            sound = self._now(sound)
            content = self._open(sound.entry)
        if content is None:
            return _listed(sound, audio=None)
        name = f"audio/{sound.entry.sound_id}{_suffix(sound.entry.path)}"
        digest, left = sha256(), os.fstat(content.fileno()).st_size
        with content, archive.open(_member(name, left), "w") as member:
            while left and (block := content.read(min(BLOCK_BYTES, left))):
                left -= len(block)
                digest.update(block)
                member.write(block)
                yield from sent.take()
        yield from sent.take()
        if digest.hexdigest() != sound.entry.sha256:
            sound = self._now(sound)
        if digest.hexdigest() != sound.entry.sha256:
            logger.error(
                "exported without its file, which is not what the sound says",
                extra={"sound": str(sound.entry.sound_id), "path": sound.entry.path},
            )
            return _listed(sound, audio=None, is_damaged=True)
        return _listed(sound, audio=name)

    def _now(self, sound: SoundToExport) -> SoundToExport:
        return self._catalogue.ask(sound_to_export, sound.entry.sound_id)

    def _open(self, entry: SoundEntry) -> io.FileIO | None:
        """None where it is missing: what lies there may be another's."""
        if entry.is_missing:
            return None
        try:
            return open_below(self._originals, self._originals / entry.path)
        except OSError:
            return None


class _Sent(io.RawIOBase):
    """What was written and not taken yet."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._bytes = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # the archive writes bytes alone
        self._pieces.append(bytes(data))
        self._bytes += len(data)
        return len(data)

    def take(self, at_least: int = 1) -> Iterator[bytes]:
        if self._bytes >= at_least:
            taken, self._pieces, self._bytes = b"".join(self._pieces), [], 0
            yield taken


def _member(name: str, size: int) -> ZipInfo:
    """The same sounds make the same archive: no member has a time."""
    member = ZipInfo(name)
    member.create_system, member.external_attr, member.file_size = 3, READABLE_BY_ALL, size
    return member


def _suffix(path: str) -> str:
    suffix = PurePosixPath(path).suffix.lower()
    return suffix if suffix in SUFFIXES else ""


def _listed(sound: SoundToExport, *, audio: str | None, is_damaged: bool = False) -> ListedSound:
    entry = sound.entry
    return ListedSound(
        id=entry.sound_id,
        type=SoundType(entry.sound_type),
        title=entry.title,
        description=entry.description,
        tags=list(entry.tags),
        colour=entry.colour,
        gain_db=entry.gain_db,
        start_ms=entry.start_ms,
        end_ms=entry.end_ms,
        original_name=entry.original_name,
        play_count=entry.play_count,
        last_played_at=entry.last_played_at,
        sha256=entry.sha256,
        size_bytes=entry.size_bytes,
        duration_ms=entry.file_ms,
        is_trashed=entry.is_trashed,
        is_missing=audio is None,
        is_damaged=is_damaged,
        brought_in_by=sound.brought_in_by,
        audio=audio,
    )
