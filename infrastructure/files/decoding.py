"""Lets ffmpeg say the samples of a file: in a process group of its own, with limits, and of it alone."""

from __future__ import annotations

import signal
import subprocess
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Timer

from infrastructure.bounded_process import Limits, kill, limit
from infrastructure.files.errors import NoWaveformError
from infrastructure.library.ffprobe import FORMATS

SECONDS_MAX = 60
BLOCK_BYTES = 1 << 18
SAMPLE_BYTES = 2


def samples_of(file: Path, *, rate: int) -> Iterator[array[int]]:
    """One channel, in blocks. Raises NoWaveformError when it takes too long."""
    is_late = Event()
    with subprocess.Popen(  # noqa: S603 - fixed options, and a path that cannot be taken for one
        _command(file, rate),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        limit(process.pid, Limits(SECONDS_MAX))

        def give_up() -> None:
            is_late.set()
            kill(process.pid)

        watch = Timer(SECONDS_MAX, give_up)
        watch.start()
        try:
            assert process.stdout is not None  # noqa: S101 - asked for above
            while block := process.stdout.read(BLOCK_BYTES):
                yield _as_samples(block)
        finally:
            watch.cancel()
            kill(process.pid)
    if is_late.is_set() or process.returncode == -signal.SIGXCPU:
        raise NoWaveformError(f"It could not be read within {SECONDS_MAX} seconds.")


def _command(file: Path, rate: int) -> list[str]:
    command = ["ffmpeg", "-v", "quiet", "-nostdin", "-threads", "1"]
    command += ["-protocol_whitelist", "file", "-format_whitelist", FORMATS, "-i", f"file:{file}"]
    return [*command, "-map", "0:a:0", "-ac", "1", "-ar", str(rate), "-f", "s16le", "pipe:1"]


def _as_samples(block: bytes) -> array[int]:
    samples = array("h", block[: len(block) // SAMPLE_BYTES * SAMPLE_BYTES])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples
