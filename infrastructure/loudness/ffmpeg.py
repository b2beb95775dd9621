"""Runs ffmpeg on one file, which names no other, with limits."""

import errno
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg  # type: ignore[import-untyped]  # it has no types

from infrastructure import bounded_process
from infrastructure.bounded_process import Limits, OverTimeError, Processes
from infrastructure.library.ffprobe import FORMATS

SECONDS_AT_LEAST = 60.0
TIMES_FASTER = 10
"""Than it would sound: what is slower is hopeless."""

BYTES_SAID_IN_ERRORS = 200

GLOBAL = ("-nostdin", "-hide_banner", "-nostats", "-loglevel", "info", "-filter_complex_threads", "1")

OUT_TIME = re.compile(rb"^out_time_us=(\d+)", re.MULTILINE)
NO_ROOM = os.strerror(errno.ENOSPC)
DISK_FULL = re.compile(
    rf"^(?:\[[^\]]+\] )?(?:Error |av_interleaved_write_frame\(\)).*: {NO_ROOM}$", re.MULTILINE
)
"""What ffmpeg says itself, and no title of a sound."""

RATE = re.compile(r"Audio: .*?, (\d+) Hz")


class FfmpegError(Exception):
    """It cannot be done with this file: the message says why, for people."""


@dataclass(frozen=True)
class Done:
    said: str
    seconds: float
    """Of what came out."""

    @property
    def source_rate(self) -> int:
        found = RATE.search(self.said)
        return int(found[1]) if found else 0


def sound_of(file: Path) -> Any:
    """The file's first sound, as two channels: as it will be heard, whatever it is on the disk."""
    source = ffmpeg.input(f"file:{file}", protocol_whitelist="file", format_whitelist=FORMATS, threads=1)
    return source["a:0"].filter("aformat", channel_layouts="stereo")


def into_nothing(sound: Any) -> Any:
    return sound.output("-", f="null")


def into_file(sound: Any, file: Path, options: Mapping[str, object]) -> Any:
    return sound.output(f"file:{file}", **options).overwrite_output()


def seconds_for(duration_ms: int) -> float:
    """How long anything may take with a file of this length."""
    return SECONDS_AT_LEAST + duration_ms / 1000 / TIMES_FASTER


class Ffmpeg:
    def __init__(self, processes: Processes, *, is_background: bool = False) -> None:
        """In the background, everybody else goes first."""
        self._processes = processes
        self._is_background = is_background

    def run(self, graph: Any, *, duration_ms: int, file_bytes: int = 0) -> Done:
        """Raises FfmpegError, CutOffError, OSError where the disk is full.

        The length is what it is said to be, and bounds the time.
        """
        command = ffmpeg.compile(graph.global_args(*GLOBAL, "-progress", "pipe:1"))
        limits = Limits(seconds_for(duration_ms), file_bytes=file_bytes, is_background=self._is_background)
        try:
            ended = bounded_process.run(command, limits, self._processes)
        except OverTimeError as error:
            raise FfmpegError(str(error)) from None
        said = ended.complaint.decode(errors="replace")
        if DISK_FULL.search(said):  # and yet it ends as if all were well, with half a file
            raise OSError(errno.ENOSPC, NO_ROOM)
        if ended.code != 0:
            raise FfmpegError(_last_words(said))
        times = OUT_TIME.findall(ended.answer)
        return Done(said, int(times[-1]) / 1e6 if times else 0.0)


def _last_words(said: str) -> str:
    """Without the path of the file, which is our own business."""
    lines = re.sub(r"file:\S+", "the file", said).strip().splitlines()
    return f"ffmpeg gave up: {(lines[-1] if lines else 'without a word')[:BYTES_SAID_IN_ERRORS]}"
