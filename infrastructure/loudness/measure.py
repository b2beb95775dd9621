"""Measures how loud a file is, as EBU R 128 says: what is there, not what a filter promised.

The standard looks at blocks of 400 ms. A clip that is shorter than two of them is measured as it sounds again
and again: silence around it would make it read softer than it is.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.loudness import Loudness
from infrastructure.loudness.ffmpeg import Done, Ffmpeg, FfmpegError, into_nothing, sound_of

RANGE_FROM_MS = 3_000
"""The range is that of windows of three seconds: of less there is none."""

LOOPED_BELOW_MS = 500
LOOPED_FOR_SECONDS = 3.0
LOOPED_RATE = 48_000
LOOPED_SAMPLES_MAX = LOOPED_RATE
"""A second: more than is ever looped."""
LOOPS_MAX = 3_000

GATE = -70.0
"""In LUFS: the standard hears nothing below it. What peaks above it is lifted before it is measured."""

SUMMARY = re.compile(r"\[Parsed_ebur128_\d+ @ \w+\] Summary:(.*?True peak:.*?dBFS)", re.DOTALL)
FIGURE = {
    name: re.compile(rf"^\s*{name}:\s+(\S+)", re.MULTILINE) for name in ("I", "Threshold", "LRA", "Peak")
}


@dataclass(frozen=True)
class Measured:
    loudness: Loudness
    duration_ms: int
    rate: int
    """Samples a second of the file."""
    threshold: float | None
    """In LUFS: what is softer was not counted."""


def measure(ffmpeg: Ffmpeg, file: Path, duration_ms: int) -> Measured:
    """Raises FfmpegError, CutOffError. `duration_ms` is what the file is said to be."""
    if duration_ms >= LOOPED_BELOW_MS:
        done = ffmpeg.run(_heard(sound_of(file)), duration_ms=duration_ms)
        if round(1000 * done.seconds) >= LOOPED_BELOW_MS:
            return _lifted(ffmpeg, file, _measured(done, round(1000 * done.seconds)))
        duration_ms = round(1000 * done.seconds)
    if duration_ms <= 0:
        raise FfmpegError("There is no sound in it.")
    return _lifted(ffmpeg, file, _looped(ffmpeg, file, duration_ms))


def _looped(ffmpeg: Ffmpeg, file: Path, duration_ms: int, lift_db: float = 0.0) -> Measured:
    times = min(LOOPS_MAX, math.ceil(LOOPED_FOR_SECONDS * 1000 / duration_ms))
    looped = (
        sound_of(file)
        .filter("volume", f"{lift_db}dB", precision="double")
        .filter("aformat", sample_rates=LOOPED_RATE)
        .filter("aloop", loop=times - 1, size=LOOPED_SAMPLES_MAX)
    )
    done = ffmpeg.run(_heard(looped), duration_ms=duration_ms * times)
    return _measured(done, max(1, round(1000 * done.seconds / times)))


def _lifted(ffmpeg: Ffmpeg, file: Path, measured: Measured) -> Measured:
    """What is too soft for the gate is made louder for the measuring, as far as its peak allows."""
    found = measured.loudness
    if found.integrated is not None or found.true_peak is None or found.true_peak <= GATE:
        return measured
    lift_db = -found.true_peak
    if measured.duration_ms < LOOPED_BELOW_MS:
        lifted = _looped(ffmpeg, file, measured.duration_ms, lift_db)
    else:
        sound = sound_of(file).filter("volume", f"{lift_db}dB", precision="double")
        done = ffmpeg.run(_heard(sound), duration_ms=measured.duration_ms)
        lifted = _measured(done, measured.duration_ms)
    if lifted.loudness.integrated is None:
        return measured
    integrated = lifted.loudness.integrated - lift_db
    loudness = Loudness(integrated, found.true_peak, lifted.loudness.range)
    return Measured(loudness, measured.duration_ms, measured.rate, threshold=None)


def _heard(sound: Any) -> Any:
    return into_nothing(sound.filter("ebur128", peak="true", framelog="verbose"))


def _measured(done: Done, duration_ms: int) -> Measured:
    """Raises FfmpegError."""
    summary = SUMMARY.findall(done.said)
    if not summary:
        raise FfmpegError("Its loudness cannot be measured.")
    figures = {name: _finite(pattern.search(summary[-1])) for name, pattern in FIGURE.items()}
    is_heard = (figures["I"] or GATE) > GATE
    loudness = Loudness(
        integrated=figures["I"] if is_heard else None,
        true_peak=figures["Peak"],
        range=figures["LRA"] if is_heard and duration_ms >= RANGE_FROM_MS else None,
    )
    return Measured(loudness, duration_ms, done.source_rate, figures["Threshold"] if is_heard else None)


def _finite(found: re.Match[str] | None) -> float | None:
    value = float(found[1]) if found else math.nan
    return value if math.isfinite(value) else None
