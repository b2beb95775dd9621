"""Measures files by itself: ffmpeg's ebur128, and nothing of the code that is measured."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

LOOPED_BELOW_SECONDS = 0.5
"""Of less there is no block of 400 ms, or hardly one: it is heard again and again."""

SECONDS = re.compile(r"Duration: (\d+):(\d+):([\d.]+)")
INTEGRATED = re.compile(r"^\s+I:\s+(\S+) LUFS", re.MULTILINE)
PEAK = re.compile(r"^\s+Peak:\s+(\S+) dBFS", re.MULTILINE)


@dataclass(frozen=True)
class Heard:
    integrated: float
    """In LUFS; -70 is nothing."""
    true_peak: float

    @property
    def is_silent(self) -> bool:
        return self.integrated <= -70


def heard(file: Path, seconds: float, *, lift_db: float = 0.0) -> Heard:
    """On two speakers. `lift_db`: made louder first, for what is softer than the standard hears."""
    filters = [f"volume={lift_db}dB:precision=double"] if lift_db else []
    filters += ["aformat=channel_layouts=stereo"]
    if seconds < LOOPED_BELOW_SECONDS:
        filters += ["aresample=48000", f"aloop=loop={int(2 / seconds)}:size=48000"]
    filters += ["ebur128=peak=true"]
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(file), "-map", "0:a:0"]
    command += ["-af", ",".join(filters), "-f", "null", "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return Heard(float(INTEGRATED.findall(said)[-1]) - lift_db, float(PEAK.findall(said)[-1]) - lift_db)
