"""Opens the file of a sound for somebody who wants it: one that lies below the sounds folder, or none."""

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol
from uuid import UUID

from application.soundboard import Soundboard
from domain.errors import SoundMissingError
from domain.sound import Sound
from infrastructure.bounded_process import CutOffError
from infrastructure.files.audio_formats import HEAD_BYTES, UNKNOWN, format_of
from infrastructure.files.content_hashes import ContentHashes
from infrastructure.files.errors import NotRenderedError
from infrastructure.files.opening import open_below
from infrastructure.loudness.ffmpeg import FfmpegError

Variant = Literal["heard", "original"]


class Files(Protocol):
    def to_hear(self, sound: Sound) -> Path: ...
    def original(self, sound: Sound) -> Path: ...


@dataclass(frozen=True)
class ServedFile:
    """Open, and as it is at this moment; whoever takes it closes it."""

    content: io.FileIO
    size: int
    modified_at: float
    sha256: str
    media_type: str
    title: str
    suffix: str


class ServedFiles:
    """All of this reads the log or the disk: not for the event loop."""

    def __init__(self, soundboard: Soundboard, files: Files, sounds: Path) -> None:
        self._soundboard = soundboard
        self._files = files
        self._sounds = sounds
        self._hashes = ContentHashes()

    def open(self, sound_id: UUID, variant: Variant) -> ServedFile:
        """Raises NotFoundError, NotRenderedError, SoundMissingError, SoundTrashedError."""
        sound = self.sound(sound_id)
        try:
            file = self._files.original(sound) if variant == "original" else self._files.to_hear(sound)
            content = open_below(self._sounds, file)
        except OSError:
            raise SoundMissingError(f"The file of “{sound.title}” is missing.") from None
        except (FfmpegError, CutOffError) as error:
            raise NotRenderedError(f"“{sound.title}” cannot be had as it is edited: {error}") from None
        try:
            return self._described(content, file, sound.title)
        except BaseException:
            content.close()
            raise

    def sound(self, sound_id: UUID) -> Sound:
        """One that is there to be heard. Raises the same."""
        sound = self._soundboard.load(Sound, sound_id)
        sound.ensure_playable()
        return sound

    def original(self, sound: Sound) -> Path:
        return self._files.original(sound)

    def _described(self, content: io.FileIO, file: Path, title: str) -> ServedFile:
        descriptor = content.fileno()
        sha256 = self._hashes.of(descriptor)
        status = os.fstat(descriptor)
        found = format_of(os.pread(descriptor, HEAD_BYTES, 0), file.name)
        return ServedFile(
            content=content,
            size=status.st_size,
            modified_at=status.st_mtime,
            sha256=sha256,
            media_type=UNKNOWN if found is None else found.media_type,
            title=title,
            suffix=file.suffix.lower() if found is None else found.suffix,
        )
