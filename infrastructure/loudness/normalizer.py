"""Makes a file as loud as the others. The original is only read; what is told of the result was measured."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from domain.loudness import Loudness
from infrastructure.library.sound_folders import sha256_of
from infrastructure.loudness.ffmpeg import Ffmpeg, FfmpegError, into_file, sound_of
from infrastructure.loudness.measure import Measured, measure
from infrastructure.loudness.plan import TWO_PASSES, Method, Plan, correction, is_below, plan_for
from infrastructure.loudness.target import Form, Target

ENCODINGS_MAX = 4
"""A codec moves the peaks: the gain is put right after each, and once is nearly always enough."""

HOURS_MAX = 3
"""Longer recordings are heard as they are: a core would be busy with one for the better part of an hour."""


@dataclass(frozen=True)
class Made:
    method: Method
    suffix: str
    size_bytes: int
    duration_ms: int
    sha256: str
    before: Loudness
    after: Loudness


class Normalizer:
    def __init__(self, ffmpeg: Ffmpeg, target: Target, form: Form) -> None:
        self._ffmpeg = ffmpeg
        self.target = target
        self.form = form

    def make(self, original: Path, result: Path, *, duration_ms: int, passes: int) -> Made:
        """Raises FfmpegError, CutOffError, OSError. `result` is written anew; silence is copied as it is."""
        if duration_ms > HOURS_MAX * 3_600_000:
            raise FfmpegError(f"It is longer than {HOURS_MAX} hours, and is heard as it is.")
        before = measure(self._ffmpeg, original, duration_ms)
        plan = plan_for(before, self.target, passes)
        if plan.method is Method.SILENCE:
            shutil.copyfile(original, result)
            return _made(plan.method, original.suffix.lower(), result, before, before)
        plan, after = self._fit(plan, original, result, before)
        if plan.method is Method.ONE_PASS and is_below(after.loudness, self.target):
            plan = plan_for(before, self.target, TWO_PASSES)
            plan, after = self._fit(plan, original, result, before)
        method = plan.method
        if method is Method.GAIN and is_below(after.loudness, self.target):
            method = Method.GAIN_TO_PEAK
        return _made(method, self.form.for_length(before.duration_ms).suffix, result, before, after)

    def _fit(self, plan: Plan, original: Path, result: Path, before: Measured) -> tuple[Plan, Measured]:
        after = self._encode(plan, original, result, before)
        for tries in range(1, ENCODINGS_MAX):
            change = correction(after.loudness, self.target, tries)
            if not change:
                break
            plan = plan.corrected_by(change)
            after = self._encode(plan, original, result, before)
        return plan, after

    def _encode(self, plan: Plan, original: Path, result: Path, before: Measured) -> Measured:
        form = self.form.for_length(before.duration_ms)
        rate = form.rate_for(before.rate, before.duration_ms)
        sound = plan.through(sound_of(original)).filter("aformat", sample_rates=rate)
        self._ffmpeg.run(
            into_file(sound, result, form.options),
            duration_ms=before.duration_ms,
            file_bytes=form.bytes_max(before.duration_ms / 1000),
        )
        return measure(self._ffmpeg, result, before.duration_ms)


def _made(method: Method, suffix: str, result: Path, before: Measured, after: Measured) -> Made:
    return Made(
        method,
        suffix,
        result.stat().st_size,
        after.duration_ms,
        sha256_of(result),
        before.loudness,
        after.loudness,
    )
