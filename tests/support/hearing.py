"""Hears what a program plays: a private PulseAudio server and a microphone in front of its speakers."""

from __future__ import annotations

import math
import os
import socket
import subprocess
import tempfile
import time
import wave
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

RATE = 44_100
WINDOW_SECONDS = 0.01
FULL_SCALE = 32_768
SILENCE_DBFS = -120.0
WAIT_SECONDS_MAX = 10.0


class Recording:
    """Times are seconds since the recording began. It may be asked while it goes on."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def samples(self, start: float = 0.0, end: float | None = None) -> array[int]:
        data = self._path.read_bytes()
        samples = array("h", data[: len(data) // 2 * 2])
        return samples[int(start * RATE) : None if end is None else int(end * RATE)]

    def seconds(self) -> float:
        return self._path.stat().st_size / 2 / RATE

    def level_dbfs(self, start: float = 0.0, end: float | None = None) -> float:
        return level_dbfs(self.samples(start, end))

    def sounding_windows(self, threshold_dbfs: float = -50.0) -> list[float]:
        """The times of all windows of 10 ms whose peak is louder than this."""
        samples, length = self.samples(), int(WINDOW_SECONDS * RATE)
        quiet = FULL_SCALE * 10 ** (threshold_dbfs / 20)
        return [
            start / RATE
            for start in range(0, len(samples) - length, length)
            if max(window := samples[start : start + length]) > quiet or min(window) < -quiet
        ]

    def sounding_seconds(self, threshold_dbfs: float = -50.0) -> float:
        return len(self.sounding_windows(threshold_dbfs)) * WINDOW_SECONDS

    def sound(self, threshold_dbfs: float = -50.0) -> array[int]:
        """From the first to the last that can be heard."""
        windows = self.sounding_windows(threshold_dbfs)
        return self.samples(windows[0], windows[-1] + WINDOW_SECONDS) if windows else array("h")

    def wait_for_sound(self, seconds_max: float = WAIT_SECONDS_MAX) -> float:
        """When it was first heard."""
        deadline = time.monotonic() + seconds_max
        while time.monotonic() < deadline:
            if windows := self.sounding_windows():
                return windows[0]
            time.sleep(0.02)
        raise AssertionError(f"Nothing was heard within {seconds_max} s.")


@dataclass(frozen=True)
class Speakers:
    environment: dict[str, str]
    """What a program needs in its environment to play to these speakers."""

    folder: Path

    @contextmanager
    def record(self) -> Iterator[Recording]:
        """Begins when the first samples have arrived. It can be asked until the speakers are gone."""
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".raw", delete=False) as file:
            command = ["parec", "--raw", "--device=speakers.monitor", "--format=s16le", "--channels=1"]
            recorder = subprocess.Popen(
                [*command, f"--rate={RATE}", "--latency-msec=10"],
                stdout=file,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **self.environment},
            )
        recording = Recording(Path(file.name))
        try:
            _wait_until(lambda: recording.seconds() > 0, "The recording did not begin.")
            yield recording
        finally:
            _end(recorder)


@contextmanager
def private_speakers() -> Iterator[Speakers]:
    """As root and as anybody else; nothing of the user's own PulseAudio is touched."""
    with tempfile.TemporaryDirectory(prefix="hearing-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        address = folder / "native"
        private = {
            "HOME": name,
            "XDG_RUNTIME_DIR": name,
            "PULSE_RUNTIME_PATH": name,
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        }
        server = subprocess.Popen(
            [
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--disable-shm=yes",
                "--load=module-null-sink sink_name=speakers rate=44100 channels=2 norewinds=1",
                f"--load=module-native-protocol-unix socket={address} auth-anonymous=1",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], **private},
        )
        try:
            _wait_until(lambda: _answers(address), "PulseAudio did not start.")
            yield Speakers({"PULSE_SERVER": f"unix:{address}", "PULSE_COOKIE": f"{name}/cookie"}, folder)
        finally:
            _end(server)


def level_dbfs(samples: Sequence[int]) -> float:
    """The root mean square; a full-scale sine is -3."""
    power = sum(sample * sample for sample in samples) / max(1, len(samples))
    return 10 * math.log10(power / FULL_SCALE**2) if power else SILENCE_DBFS


def tone_dbfs(samples: Sequence[int], hertz: float) -> float:
    """How much of one frequency there is (Goertzel), in the measure of `level_dbfs`."""
    factor = 2 * math.cos(2 * math.pi * hertz / RATE)
    before, now = 0.0, 0.0
    for sample in samples:
        before, now = now, sample + factor * now - before
    power = 2 * (now * now + before * before - factor * now * before) / max(1, len(samples)) ** 2
    return 10 * math.log10(power / FULL_SCALE**2) if power > 0 else SILENCE_DBFS


def hertz(samples: Sequence[int]) -> float:
    """By its zero crossings: of a pure tone."""
    crossings = sum((one < 0) != (next_one < 0) for one, next_one in pairwise(samples))
    return crossings / 2 / (len(samples) / RATE)


def write_tone(path: Path, *, hertz: float = 440.0, seconds: float = 1.0, peak: float = 0.25) -> Path:
    """A mono WAV of 16 bits."""
    turn = 2 * math.pi * hertz / RATE
    samples = (round(peak * FULL_SCALE * math.sin(turn * n)) for n in range(int(seconds * RATE)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(array("h", samples).tobytes())
    return path


def samples_of(path: Path) -> array[int]:
    """Of a mono WAV of 16 bits."""
    with wave.open(str(path), "rb") as file:
        return array("h", file.readframes(file.getnframes()))


def _answers(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection, suppress(OSError):
        connection.connect(str(address))
        return True
    return False


def _wait_until(condition: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(otherwise)
        time.sleep(0.01)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
