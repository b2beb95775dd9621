"""Copies the sounds' files into a backup, each held against the hash that the log knows.

People go on meanwhile: a file that is not what it was is looked up again, and what is gone by then is named.
"""

import os
from collections.abc import Callable, Sequence
from io import RawIOBase
from pathlib import Path
from uuid import UUID

from infrastructure.backup.archive_writer import ArchiveWriter
from infrastructure.backup.known_sounds import KnownFile, KnownSounds
from infrastructure.backup.log_snapshot import Streams
from infrastructure.backup.manifest import Lost, Part, SoundPart

READ_BYTES = 1 << 20

OnBytes = Callable[[int], None]


class SoundCopies:
    """`sounds` and `lost` say what became of each."""

    def __init__(self, archive: ArchiveWriter, folder: Path, streams: Streams, on_bytes: OnBytes) -> None:
        self._archive = archive
        self._folder = folder
        self._streams = streams
        self._on_bytes = on_bytes
        self._parts: dict[str, Part] = {}
        self._placed: set[tuple[str, str]] = set()
        self._tries = 0
        self.sounds: list[SoundPart] = []
        self.lost: list[Lost] = []

    def copy(self, files: Sequence[KnownFile]) -> None:
        for file in files:
            self._copy(file)
            self._on_bytes(file.size_bytes)

    def _copy(self, file: KnownFile) -> None:
        reason = self._copied_from(file, file)
        if reason and file.place == "originals":
            today = self._original_today(file.sound_id)
            if today is not None and today.sha256 == file.sha256 and today.path != file.path:
                reason = self._copied_from(today, file)
            elif today is not None and today.sha256 != file.sha256:
                reason = "It was replaced by another meanwhile."
        if reason:
            self.lost.append(Lost(file.place, file.path, reason))

    def _copied_from(self, found: KnownFile, file: KnownFile) -> str:
        """Why it was not; nothing where it was."""
        try:
            descriptor = os.open(self._folder / found.place / found.path, os.O_RDONLY | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb", buffering=0) as opened:
                modified_ns = os.fstat(opened.fileno()).st_mtime_ns
                part = self._parts.get(file.sha256) or self._part_of(opened)
        except (FileNotFoundError, NotADirectoryError):
            return "It is not there."
        except IsADirectoryError:
            return "It is a folder."
        except PermissionError:
            return "It may not be read."
        if part.sha256 != file.sha256:
            return "It is not what the board knows: scan first, or bring it back."
        self._parts[file.sha256] = part
        if (file.place, file.path) in self._placed:
            return ""
        self._placed.add((file.place, file.path))
        self.sounds.append(SoundPart(file.place, file.path, modified_ns, part))
        return ""

    def _part_of(self, opened: RawIOBase) -> Part:
        self._tries += 1
        with self._archive.part(f"sounds/{self._tries:06}", is_compressible=False) as part:
            while block := opened.read(READ_BYTES):
                part.write(block)
        return part.finished()

    def _original_today(self, sound_id: UUID) -> KnownFile | None:
        known = KnownSounds()
        for each in self._streams.of(sound_id):
            known.note(each)
        return known.original_of(sound_id)
