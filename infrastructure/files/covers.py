"""The pictures that came inside the files of sounds: each made small once, and kept in a file."""

import logging
from collections.abc import Callable
from pathlib import Path

from domain.sound import Sound
from infrastructure.bounded_process import CutOffError, Limits, OverTimeError, Processes, run
from infrastructure.files.computed_once import ComputedOnce, KeptFiles
from infrastructure.files.opening import real_path_below
from infrastructure.library.ffprobe import FORMATS

SIDE_MAX = 512
"""Pixels: a phone shows a button no larger."""

PIXELS_MAX = 40_000_000
"""Of the picture that came. A larger one would take more memory than all the rest of the board."""

SECONDS_MAX = 10
MEMORY_BYTES_MAX = 512 << 20

VERSION = 1
"""Grows when the same content would give another picture."""

NONE = b""
"""What is kept of a sound without a cover, so that nobody looks again."""

SMALL = f"scale='min({SIDE_MAX},iw)':'min({SIDE_MAX},ih)':force_original_aspect_ratio=decrease"

logger = logging.getLogger(__name__)


class Covers:
    def __init__(
        self, folder: Path, original: Callable[[Sound], Path], *, sounds: Path, incoming: Path
    ) -> None:
        """`sounds` is the folder that all sound files are below, `original` says which is a sound's."""
        self._kept = KeptFiles(folder, incoming)
        self._sounds = sounds
        self._original = original
        self._processes = Processes()
        self._once = ComputedOnce(self._read_or_make, "cover")

    async def of(self, sound: Sound) -> bytes:
        """JPEG; NONE where there is no picture that can be shown."""
        return await self._once.of(sound)

    def close(self) -> None:
        self._processes.close()
        self._once.close()

    def _read_or_make(self, sound: Sound) -> bytes:
        name = f"{sound.sha256}.{VERSION}.jpg"
        if (kept := self._kept.read(name)) is not None:
            return kept
        try:
            cover = self._make(real_path_below(self._sounds, self._original(sound)))
        except (OSError, CutOffError):
            return NONE  # there may be one another time
        self._kept.write(name, cover)
        return cover

    def _make(self, file: Path) -> bytes:
        try:
            ended = run(command_for(file), Limits(SECONDS_MAX, MEMORY_BYTES_MAX), self._processes)
        except OverTimeError as error:
            logger.warning("no cover: %s", error)
            return NONE
        return ended.answer if ended.code == 0 else NONE


def command_for(file: Path) -> list[str]:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-max_pixels", str(PIXELS_MAX)]
    command += ["-protocol_whitelist", "file", "-format_whitelist", FORMATS, "-i", f"file:{file}"]
    command += ["-map", "0:v:0", "-frames:v", "1", "-vf", SMALL, "-threads", "1", "-filter_threads", "1"]
    return [
        *command,
        "-c:v",
        "mjpeg",
        "-q:v",
        "4",
        "-f",
        "image2pipe",
        "-protocol_whitelist",
        "pipe",
        "pipe:1",
    ]
