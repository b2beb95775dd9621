"""Decides how a sound becomes as loud as the others, by what was measured of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.loudness import Loudness
from infrastructure.loudness.measure import Measured
from infrastructure.loudness.target import Target

SHORT_MS = 3_000
"""loudnorm hears windows of three seconds: of less it makes what it likes, often something far too soft."""

ONE_PASS, TWO_PASSES = 1, 2

NEAR_ENOUGH = 0.5
"""In LU: what people call equally loud."""

OFF_MAX = 0.3
"""In LU: further from the target than this, and it is encoded once more."""

PEAK_MARGIN = 0.05
"""In dB, below the limit, when a codec put the peak above it. Figures are rounded to 0.1."""


class Method(StrEnum):
    TWO_PASS = "two_pass"  # noqa: S105 - no password
    ONE_PASS = "one_pass"  # noqa: S105 - the same
    GAIN = "gain"
    GAIN_TO_PEAK = "gain_to_peak"
    """As near as the peak allows: there was no headroom for more."""
    SILENCE = "silence"


@dataclass(frozen=True)
class Plan:
    method: Method
    gain_db: float = 0.0
    loudnorm: dict[str, object] | None = None

    def through(self, sound: Any) -> Any:
        if self.loudnorm is not None:
            sound = sound.filter("loudnorm", **self.loudnorm)
        return sound.filter("volume", f"{self.gain_db:.3f}dB", precision="float") if self.gain_db else sound

    def corrected_by(self, gain_db: float) -> Plan:
        return Plan(self.method, self.gain_db + gain_db, self.loudnorm)


def plan_for(measured: Measured, target: Target, passes: int) -> Plan:
    before = measured.loudness
    if before.integrated is None or before.true_peak is None:
        return Plan(Method.SILENCE)
    if measured.duration_ms >= SHORT_MS:
        loudnorm: dict[str, object] = {"I": target.integrated, "TP": target.true_peak, "LRA": target.range}
        if passes == ONE_PASS:
            return Plan(Method.ONE_PASS, loudnorm=loudnorm)
        if _stays_linear(measured, target):
            return Plan(Method.TWO_PASS, loudnorm={**loudnorm, **_known(measured), "linear": "true"})
    return plain_gain(before.integrated, before.true_peak, target)


def plain_gain(integrated: float, true_peak: float, target: Target) -> Plan:
    """As much as is wanted, and no more than the peak allows."""
    wanted, allowed = target.integrated - integrated, target.true_peak - true_peak
    method = Method.GAIN if wanted <= allowed else Method.GAIN_TO_PEAK
    return Plan(method, min(wanted, allowed))


def correction(after: Loudness, target: Target, tries: int) -> float:
    """By how many dB the result must be changed; 0 where it is right, or as near as its peak allows."""
    if after.integrated is None or after.true_peak is None:
        return 0.0
    headroom = round(target.true_peak - after.true_peak, 2)
    if headroom < -PEAK_MARGIN:
        return headroom - PEAK_MARGIN * tries
    wanted = round(target.integrated - after.integrated, 2)
    if abs(wanted) <= OFF_MAX:
        return 0.0
    change = min(wanted, headroom)
    return change if abs(change) > OFF_MAX else 0.0


def is_below(after: Loudness, target: Target) -> bool:
    """Whether it had no headroom for as much as it should be."""
    return after.integrated is not None and after.integrated < target.integrated - NEAR_ENOUGH


def _stays_linear(measured: Measured, target: Target) -> bool:
    """As loudnorm itself decides: otherwise it would ride the gain, whatever it is told."""
    loudness, peak, range_ = vars(measured.loudness).values()
    if not (loudness and peak is not None and range_ and measured.threshold):
        return False
    return bool(peak + target.integrated - loudness <= target.true_peak and range_ <= target.range)


def _known(measured: Measured) -> dict[str, object]:
    """The first pass: what `ebur128` found, which is what loudnorm would find in six times the time."""
    return {
        "measured_I": measured.loudness.integrated,
        "measured_TP": measured.loudness.true_peak,
        "measured_LRA": measured.loudness.range,
        "measured_thresh": measured.threshold,
    }
