"""The waveforms of sounds: each computed once, by few at a time, and kept in a file that may be deleted."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import RLock
from uuid import uuid4

import msgspec

from domain.errors import SoundMissingError
from domain.sound import Sound
from infrastructure.files.decoding import samples_of
from infrastructure.files.errors import NoWaveformError
from infrastructure.files.opening import real_path_below
from infrastructure.files.peaks import Peaks

AT_ONCE = 2
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
        self._folder = folder
        self._sounds = sounds
        self._incoming = incoming
        self._original = original
        self._computed: dict[str, Future[Waveform]] = {}
        self._lock = RLock()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="waveform")
        self.computations = 0

    async def of(self, sound: Sound) -> Waveform:
        """Whoever asks for one that is being computed waits for the same.

        Raises NoWaveformError, SoundMissingError.
        """
        with self._lock:
            if (future := self._computed.get(sound.sha256)) is None:
                future = self._threads.submit(self._read_or_compute, sound)
                self._computed[sound.sha256] = future
                future.add_done_callback(partial(self._forget, sound.sha256))
        return await asyncio.shield(asyncio.wrap_future(future))

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def _forget(self, sha256: str, _: Future[Waveform]) -> None:
        with self._lock:
            self._computed.pop(sha256, None)

    def _read_or_compute(self, sound: Sound) -> Waveform:
        kept = self._folder / f"{sound.sha256}.{VERSION}.json"
        with suppress(OSError, msgspec.DecodeError):
            return msgspec.json.decode(kept.read_bytes(), type=Waveform)
        waveform = self._compute(sound)
        with suppress(OSError):
            self._write(kept, waveform.as_json())
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

    def _write(self, file: Path, content: bytes) -> None:
        for folder in (self._incoming, self._folder):
            folder.mkdir(parents=True, exist_ok=True)
        temporary = self._incoming / f"{uuid4().hex}.waveform"
        try:
            temporary.write_bytes(content)
            temporary.replace(file)
        finally:
            temporary.unlink(missing_ok=True)


def _rate(duration_ms: int) -> int:
    return max(1, min(RATE, SAMPLES_MAX * 1000 // max(1, duration_ms)))
