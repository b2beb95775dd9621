"""The waveforms of sounds: each computed once, by few at a time, and kept in a file that may be deleted."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from domain.errors import SoundMissingError
from domain.sound import Sound
from infrastructure.files.computed_once import ComputedOnce, KeptFiles
from infrastructure.files.decoding import samples_of
from infrastructure.files.errors import NoWaveformError
from infrastructure.files.opening import real_path_below
from infrastructure.files.peaks import Peaks

RATE = 8_000
SAMPLES_MAX = 30_000_000
"""An hour at that rate; of what is longer fewer samples are looked at."""

VERSION = 1
"""Grows when the same content would give another waveform."""


class Waveform(msgspec.Struct, frozen=True):
    duration_ms: int
    peaks: list[tuple[float, float]]

    def as_json(self) -> bytes:
        return msgspec.json.encode(self)


class Waveforms:
    def __init__(
        self, folder: Path, original: Callable[[Sound], Path], *, sounds: Path, incoming: Path
    ) -> None:
        """`sounds` is the folder that all sound files are below, `original` says which is a sound's."""
        self._kept = KeptFiles(folder, incoming)
        self._sounds = sounds
        self._original = original
        self._once = ComputedOnce(self._read_or_compute, "waveform")
        self.computations = 0

    async def of(self, sound: Sound) -> Waveform:
        """Raises NoWaveformError, SoundMissingError."""
        return await self._once.of(sound)

    def close(self) -> None:
        self._once.close()

    def _read_or_compute(self, sound: Sound) -> Waveform:
        name = f"{sound.sha256}.{VERSION}.json"
        if (content := self._kept.read(name)) is not None:
            with suppress(msgspec.DecodeError):
                return msgspec.json.decode(content, type=Waveform)
        waveform = self._compute(sound)
        self._kept.write(name, waveform.as_json())
        return waveform

    def _compute(self, sound: Sound) -> Waveform:
        self.computations += 1
        try:
            path = real_path_below(self._sounds, self._original(sound))
        except OSError:
            raise SoundMissingError(f"The file of “{sound.title}” is missing.") from None
        peaks = Peaks()
        for samples in samples_of(path, rate=_rate(sound.file_ms)):
            peaks.add(samples)
        if not (pairs := peaks.finish()):
            raise NoWaveformError(f"“{sound.title}” cannot be decoded.")
        return Waveform(sound.file_ms, pairs)


def _rate(duration_ms: int) -> int:
    return max(1, min(RATE, SAMPLES_MAX * 1000 // max(1, duration_ms)))
