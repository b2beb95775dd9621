"""What is done to sound: envelopes, filters, mixing, levels."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable

from infrastructure.starter_sounds.oscillators import RATE, TURN, Samples, count

FADE_SECONDS = 0.004
PEAK = 10 ** (-3 / 20)
LEVEL = 10 ** (-14 / 20)  # the root mean square of the louder parts, where the peak allows it
LOUDEST_GAIN = 6.0
FULL_SCALE = 32_767


def decay(samples: Samples, half_life: float, *, attack: float = 0.001) -> Samples:
    """Struck: a short attack, then half as loud every half-life."""
    factor, level, rise = 0.5 ** (1 / (half_life * RATE)), 1.0, max(1, count(attack))
    shaped = []
    for at, sample in enumerate(samples):
        shaped.append(sample * level * min(1.0, at / rise))
        level *= factor
    return shaped


def swell(samples: Samples, *, attack: float, release: float) -> Samples:
    """Blown: rises, holds, and falls to nothing at the end."""
    rise, fall, length = max(1, count(attack)), max(1, count(release)), len(samples)
    return [
        sample * min(1.0, at / rise) * min(1.0, (length - 1 - at) / fall) for at, sample in enumerate(samples)
    ]


def low_pass(samples: Samples, hertz: float) -> Samples:
    share, value, passed = 1 - math.exp(-TURN * hertz / RATE), 0.0, []
    for sample in samples:
        value += share * (sample - value)
        passed.append(value)
    return passed


def high_pass(samples: Samples, hertz: float) -> Samples:
    return [sample - low for sample, low in zip(samples, low_pass(samples, hertz), strict=True)]


def mix(*parts: tuple[float, float, Samples]) -> Samples:
    """Each part is when it begins, in seconds, how strong it is, and its samples."""
    mixed = [0.0] * max(count(start) + len(samples) for start, _, samples in parts)
    for start, strength, samples in parts:
        first = count(start)
        end = first + len(samples)
        mixed[first:end] = [a + strength * b for a, b in zip(mixed[first:end], samples, strict=True)]
    return mixed


def finished(samples: Samples) -> array[int]:
    """16 bits, with soft ends, peaking at -3 dBFS; peaks give way to loudness a little, without clipping."""
    smooth = swell(high_pass(samples, 20), attack=FADE_SECONDS, release=FADE_SECONDS)
    strongest = max(map(abs, smooth))
    gain = min(LOUDEST_GAIN, max(1.0, LEVEL * strongest / (PEAK * _loudness(smooth))))
    bent = [math.tanh(gain * sample / strongest) for sample in smooth]
    scale = FULL_SCALE * PEAK / math.tanh(gain)
    return array("h", (round(scale * sample) for sample in bent))


def _loudness(samples: Samples) -> float:
    """Of the louder half of its tenths of a second, so that silence between strokes does not count."""
    length = count(0.1)
    powers = sorted(_power(samples[at : at + length]) for at in range(0, len(samples), length))
    louder = powers[len(powers) // 2 :]
    return math.sqrt(sum(louder) / len(louder))


def _power(samples: Iterable[float]) -> float:
    squares = [sample * sample for sample in samples]
    return sum(squares) / len(squares)
