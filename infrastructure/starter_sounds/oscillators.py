"""Where sound comes from. Samples are floats about -1 to 1, at 44,100 a second."""

import math
from collections.abc import Callable, Sequence
from random import Random

RATE = 44_100
TURN = 2 * math.pi

Samples = list[float]
Pitch = Callable[[float], float]
"""Hertz, by seconds since the beginning."""


def count(seconds: float) -> int:
    return round(seconds * RATE)


def steady(hertz: float) -> Pitch:
    return lambda _time: hertz


def glide(start: float, end: float, seconds: float) -> Pitch:
    return lambda time: start * (end / start) ** min(1.0, time / seconds)


def vibrato(pitch: Pitch, *, depth: float, hertz: float, delay: float = 0.0) -> Pitch:
    """Depth is the greatest deviation, relative to the pitch."""

    def shaken(time: float) -> float:
        grown = min(1.0, max(0.0, (time - delay) * 4))
        return pitch(time) * (1 + depth * grown * math.sin(TURN * hertz * time))

    return shaken


def harmonics(pitch: Pitch, strengths: Sequence[float], seconds: float) -> Samples:
    """A tone with overtones: strengths of the first, second, ... partial. One period is tabled, then read."""
    table_size = 2048
    table = [
        sum(strength * math.sin(TURN * n * at / table_size) for n, strength in enumerate(strengths, 1))
        for at in range(table_size)
    ]
    samples, phase = [], 0.0
    for at in range(count(seconds)):
        samples.append(table[int(phase * table_size)])
        phase = (phase + pitch(at / RATE) / RATE) % 1.0
    return samples


def ringing(hertz: float, half_life: float, seconds: float) -> Samples:
    """A pure tone, struck: half as loud every half-life."""
    loss = 0.5 ** (1 / (half_life * RATE))
    factor, damping = 2 * loss * math.cos(TURN * hertz / RATE), loss * loss
    before, now = 0.0, loss * math.sin(TURN * hertz / RATE)
    samples = []
    for _ in range(count(seconds)):
        samples.append(before)
        before, now = now, factor * now - damping * before
    return samples


def sawtooth_strengths(partials: int, *, softness: float = 1.0) -> list[float]:
    return [1 / n**softness for n in range(1, partials + 1)]


def noise(seconds: float, random: Random) -> Samples:
    draw = random.random
    return [2 * draw() - 1 for _ in range(count(seconds))]
