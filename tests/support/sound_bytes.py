"""Small sounds in memory, as many different ones as a test wants."""

import io
import random
import subprocess
import wave
from pathlib import Path

RATE = 8_000


def noise(seed: int, seconds: float = 0.1) -> bytes:
    """A WAV file; each seed gives another."""
    samples = random.Random(seed).randbytes(int(seconds * RATE) * 2)  # noqa: S311 - noise is no secret
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples)
    return file.getvalue()


def claiming_4_gib(wav: bytes) -> bytes:
    """The same samples, behind a header that promises more than there is."""
    return wav[:4] + b"\xff\xff\xff\xff" + wav[8:40] + b"\xf0\xff\xff\xff" + wav[44:]


def silence(folder: Path, hours: int) -> bytes:
    """A FLAC file of a few kilobytes."""
    file = folder / "silence.flac"
    source = f"anullsrc=sample_rate=100:duration={hours * 3600}"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-frame_size", "65535", str(file)]
    subprocess.run(command, check=True)
    return file.read_bytes()
