"""The eight sounds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from infrastructure.starter_sounds.oscillators import (
    Samples,
    glide,
    harmonics,
    noise,
    ringing,
    sawtooth_strengths,
    steady,
    vibrato,
)
from infrastructure.starter_sounds.shapes import decay, high_pass, low_pass, mix, swell

DRUM_STROKES_A_SECOND = 19


def air_horn() -> Samples:
    """Three blasts of three horns that are not quite in tune, the last one long."""
    blasts = []
    for start, seconds in ((0.0, 0.16), (0.22, 0.16), (0.44, 0.95)):
        for hertz in (466.2, 469.8, 622.3):
            pitch = glide(hertz * 0.94, hertz, 0.05)
            horn = harmonics(pitch, sawtooth_strengths(14, softness=0.8), seconds)
            blasts.append((start, 0.33, swell(horn, attack=0.012, release=0.05)))
    return mix(*blasts)


def drum_roll() -> Samples:
    """Strokes that grow, and a cymbal."""
    random = Random(1)  # noqa: S311 - noise, not secrets
    seconds = 2.0
    strokes = []
    for number in range(round(seconds * DRUM_STROKES_A_SECOND)):
        start = max(0.0, number / DRUM_STROKES_A_SECOND + random.uniform(-0.004, 0.004))
        strength = 0.25 + 0.6 * (start / seconds) ** 1.5 * random.uniform(0.85, 1.0)
        strokes.append((start, strength, _snare(random, 0.16)))
    return mix(*strokes, (seconds, 1.0, _cymbal(random, 0.9)), (seconds, 0.8, _kick(0.3)))


def bell() -> Samples:
    """Partials of a church bell, each a beating pair, the high ones gone first."""
    partials = [(0.5, 0.3, 1.1), (1.0, 1.0, 0.9), (1.2, 0.5, 0.7), (1.5, 0.35, 0.5), (2.0, 0.8, 0.5)]
    partials += [(2.67, 0.4, 0.3), (3.0, 0.3, 0.2), (4.1, 0.2, 0.12), (5.4, 0.12, 0.07)]
    rings = []
    for ratio, strength, half_life in partials:
        for detune in (0.9992, 1.0008):
            ring = ringing(523.25 * ratio * detune, half_life * 0.6, 2.4)
            rings.append((0.0, strength / 2, ring))
    return swell(mix(*rings), attack=0.001, release=0.4)


def sad_trombone() -> Samples:
    """Four notes down, the last one falling and trembling."""
    notes = []
    brass = [1.0, 0.9, 0.75, 0.55, 0.4, 0.28, 0.2, 0.12, 0.07]
    for number, hertz in enumerate((293.7, 277.2, 261.6)):
        note = harmonics(vibrato(glide(hertz * 0.97, hertz, 0.06), depth=0.006, hertz=5.5), brass, 0.34)
        notes.append((0.4 * number, 0.5, swell(note, attack=0.04, release=0.08)))
    last = vibrato(glide(246.9, 225.0, 1.4), depth=0.035, hertz=5.2, delay=0.1)
    notes.append((1.2, 0.55, swell(harmonics(last, brass, 1.5), attack=0.05, release=0.5)))
    return low_pass(mix(*notes), 2600)


def rimshot() -> Samples:
    """Ba dum tss."""
    random = Random(2)  # noqa: S311 - noise, not secrets
    tom, low_tom = _tom(196.0, 0.35), _tom(131.0, 0.45)
    tss = _cymbal(random, 1.0)
    snare = _snare(random, 0.2)
    return mix((0.0, 0.8, tom), (0.19, 0.9, low_tom), (0.44, 0.7, tss), (0.44, 0.6, snare), (0.44, 0.5, tom))


def applause() -> Samples:
    """Some forty people, who begin and end each in their own time."""
    random = Random(3)  # noqa: S311 - noise, not secrets
    hands = [_clap(random) for _ in range(24)]
    claps = []
    for _ in range(40):
        time, until = random.uniform(0.0, 0.35), random.uniform(1.9, 2.75)
        pause, strength = random.uniform(0.17, 0.3), random.uniform(0.25, 0.7)
        while time < until:
            claps.append((time, strength * random.uniform(0.7, 1.0), random.choice(hands)))
            time += pause * random.uniform(0.85, 1.15)
    return swell(mix(*claps), attack=0.15, release=0.7)


def buzzer() -> Samples:
    """Wrong answer."""
    sharp = [1.0] * 18
    low = harmonics(steady(116.5), sharp, 0.85)
    beside = harmonics(steady(118.9), sharp, 0.85)
    return swell(low_pass(mix((0, 0.5, low), (0, 0.5, beside)), 3200), attack=0.008, release=0.04)


def crickets() -> Samples:
    """Nobody laughed: two crickets, one of them further away."""
    chirps = []
    for hertz, first, every, strength in ((4350.0, 0.0, 0.62, 0.9), (4710.0, 0.33, 0.71, 0.35)):
        start = first
        while start < 2.3:  # noqa: PLR2004
            for pulse in range(3):
                tone = harmonics(glide(hertz * 1.02, hertz * 0.985, 0.03), [1.0, 0.08], 0.034)
                loudness = strength * (0.6, 0.85, 1.0)[pulse]
                chirps.append((start + 0.045 * pulse, loudness, swell(tone, attack=0.008, release=0.014)))
            start += every
    return mix(*chirps)


def _snare(random: Random, seconds: float) -> Samples:
    rattle = decay(high_pass(noise(seconds, random), 1400), 0.028)
    head = decay(harmonics(glide(230, 175, 0.05), [1.0, 0.4], seconds), 0.025)
    return mix((0, 0.8, rattle), (0, 0.5, head))


def _kick(seconds: float) -> Samples:
    return decay(harmonics(glide(130, 48, 0.09), [1.0, 0.2], seconds), 0.06)


def _tom(hertz: float, seconds: float) -> Samples:
    return decay(harmonics(glide(hertz * 1.25, hertz, 0.06), [1.0, 0.35, 0.15], seconds), 0.055)


def _cymbal(random: Random, seconds: float) -> Samples:
    hiss = decay(high_pass(noise(seconds, random), 5200), 0.17)
    metal = mix(*((0, 0.12, ringing(hertz, 0.12, seconds)) for hertz in (3170.0, 4127.0, 5411.0, 6833.0)))
    return swell(mix((0, 0.9, hiss), (0, 0.6, metal)), attack=0.001, release=0.25)


def _clap(random: Random) -> Samples:
    hollow = random.uniform(900, 1900)
    return decay(high_pass(low_pass(noise(0.06, random), hollow * 1.8), hollow * 0.6), 0.008)


STARTER_SOUNDS: dict[str, Callable[[], Samples]] = {
    "air-horn": air_horn,
    "applause": applause,
    "bell": bell,
    "buzzer": buzzer,
    "crickets": crickets,
    "drum-roll": drum_roll,
    "rimshot": rimshot,
    "sad-trombone": sad_trombone,
}
