"""Puts the starter sounds into a folder."""

import os
import sys
import tempfile
import wave
from pathlib import Path

from infrastructure.starter_sounds.oscillators import RATE
from infrastructure.starter_sounds.shapes import finished
from infrastructure.starter_sounds.sounds import STARTER_SOUNDS


def write_starter_sounds(folder: Path) -> list[Path]:
    """WAV, mono, 16 bits; always the same bytes. Files that are there already are left as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, synthesise in STARTER_SOUNDS.items():
        path = folder / f"{name}.wav"
        if not path.exists():
            samples = finished(synthesise())
            if sys.byteorder == "big":
                samples.byteswap()
            _write(path, samples.tobytes())
        paths.append(path)
    return paths


def _write(path: Path, frames: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file, wave.open(file, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(RATE)
            sound.writeframes(frames)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
