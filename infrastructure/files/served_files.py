"""Opens the file of a sound for somebody who wants it: one that lies below the sounds folder, or none."""

import asyncio
import io
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
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
from infrastructure.files.errors import NoRoomError, NotRenderedError, NotRenderedYetError
from infrastructure.files.opening import open_below
from infrastructure.loudness.ffmpeg import FfmpegError

Variant = Literal["heard", "original"]

THREADS = 4
"""Open files, and hash what nobody has hashed yet: a large one takes seconds."""

RENDERED_WITHIN_SECONDS = 10.0
"""So long somebody waits for an edited sound that is still being made; then 503."""


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


Rendered = Callable[[UUID, int], Future[None]]
"""Has an edited sound made, of which so many milliseconds are heard."""


class ServedFiles:
    def __init__(self, soundboard: Soundboard, files: Files, sounds: Path, rendered: Rendered) -> None:
        self._soundboard = soundboard
        self._files = files
        self._sounds = sounds
        self._rendered = rendered
        self._hashes = ContentHashes()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="files")

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    async def open(self, sound_id: UUID, variant: Variant) -> ServedFile:
        """Raises FilesError, NotFoundError, SoundMissingError, SoundTrashedError."""
        try:
            return await self._in_thread(sound_id, variant)
        except NotRenderedYetError as error:
            await self._wait_for(sound_id, error.heard_ms)
            return await self._in_thread(sound_id, variant)

    async def _in_thread(self, sound_id: UUID, variant: Variant) -> ServedFile:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._open, sound_id, variant)

    async def _wait_for(self, sound_id: UUID, heard_ms: int) -> None:
        """Whoever goes away does not end it for the others."""
        rendered = asyncio.wrap_future(self._rendered(sound_id, heard_ms))
        rendered.add_done_callback(_looked_at)
        await asyncio.wait([rendered], timeout=RENDERED_WITHIN_SECONDS)
        if not rendered.done():
            return
        match rendered.exception():
            case None:
                return
            case FfmpegError() | CutOffError() as error:
                raise NotRenderedError(f"It cannot be had as it is edited: {error}") from None
            case OSError() as error:
                raise NoRoomError(f"It cannot be made as it is edited: {error.strerror}.") from None
            case error:
                raise error

    def _open(self, sound_id: UUID, variant: Variant) -> ServedFile:
        sound = self.sound(sound_id)
        file = self._files.original(sound) if variant == "original" else self._files.to_hear(sound)
        try:
            content = open_below(self._sounds, file)
        except OSError:
            raise SoundMissingError(f"The file of “{sound.title}” is missing.") from None
        try:
            return self._described(content, file, sound.title)
        except BaseException:
            content.close()
            raise

    def sound(self, sound_id: UUID) -> Sound:
        """One that is there to be heard; it is read from the log. Raises the same."""
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


def _looked_at(rendered: asyncio.Future[None]) -> None:
    """An error that comes when nobody waits any more is no news: the log has it."""
    if not rendered.cancelled():
        rendered.exception()
