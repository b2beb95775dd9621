"""Clips as a soundboard has them: a tenth of a second to a minute, of every kind, in many forms."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TEXT = (
    "Ladies and gentlemen, may I have your attention please. The soundboard is open, and whoever presses "
    "a button is heard by everybody in the room. Do not press the red one. I said: do not press it! "
    "Well, now you know what it does. Thank you for listening, and good night to all of you out there. "
)
FORMS = ("wav", "mp3", "flac", "ogg", "opus", "m4a")

PULSES = "(0.6*pow(abs(sin(PI*{hertz}*t)),40)-0.08)*(0.35+0.65*pow(sin(2*PI*1.9*t),2))"
FORMANTS = "bandpass=f=700:w=300,volume=4dB"
"""Where nobody speaks: a voice's pulses through the resonance of an open mouth, syllable by syllable."""

CHORD = "+".join(f"0.12*sin(2*PI*{hertz}*t)" for hertz in (220, 277.2, 329.6, 440, 659.3))

SOURCES = {
    "tone": "sine=frequency=440:sample_rate=44100,volume=12dB",
    "stereo tone": "aevalsrc=0.5*sin(2*PI*330*t)|0.1*sin(2*PI*331*t):s=48000",
    "burst": "anoisesrc=color=white:amplitude=0.7:seed=1,volume='lt(mod(t,0.5),0.08)':eval=frame",
    "noise": "anoisesrc=color=pink:amplitude=0.4:seed=2",
    "music": f"aevalsrc=({CHORD})*exp(-3*mod(t\\,0.5))*(0.4+0.6*abs(sin(2*PI*0.05*t+1))):s=44100",
    "clicks": "aevalsrc=0.9*lt(mod(t\\,0.25)\\,0.0006):s=44100",
    "silence": "anullsrc=sample_rate=44100",
    "loud": "anoisesrc=color=pink:amplitude=1:seed=3,volume=24dB,alimiter=limit=0.99:level=disabled",
    "quiet": "anoisesrc=color=pink:amplitude=0.5:seed=4,volume=-48dB",
    "hardly there": "anoisesrc=color=pink:amplitude=0.5:seed=6,volume=-57dB",
    "shout": "sine=frequency=600:sample_rate=44100,volume='if(lt(mod(t,30),0.4),16,0.01)':eval=frame",
    "far apart": "anoisesrc=color=pink:amplitude=0.5:seed=5,volume='if(lt(mod(t,8),4),1,0.06)':eval=frame",
}

SECONDS: dict[str, Sequence[float]] = {
    "tone": (0.1, 0.3, 0.7, 1.5, 2.9, 5, 30),
    "stereo tone": (0.2, 2.0, 9.0),
    "burst": (0.1, 0.4, 0.8, 2, 4, 10, 60),
    "noise": (0.1, 0.25, 0.5, 1, 3, 12, 45),
    "music": (0.5, 1, 2, 3.2, 8, 20, 60),
    "speech": (0.4, 0.8, 1.5, 2.5, 4, 10, 18),
    "clicks": (0.1, 0.3, 1, 2.5, 6, 15),
    "silence": (0.1, 1, 5, 60),
    "loud": (0.1, 0.5, 1, 2.5, 4, 10, 30),
    "quiet": (0.1, 0.5, 1, 2.5, 4, 10, 30),
    "hardly there": (0.3, 2, 6),
    "shout": (1, 4, 20),
    "far apart": (10, 40),
}


@dataclass(frozen=True)
class Clip:
    kind: str
    seconds: float
    form: str

    @property
    def name(self) -> str:
        return f"{self.kind} {self.seconds:g} s"

    @property
    def file_name(self) -> str:
        return f"{self.kind.replace(' ', '_')}_{self.seconds:g}.{self.form}"


def all_clips() -> list[Clip]:
    clips = [(kind, seconds) for kind, lengths in SECONDS.items() for seconds in lengths]
    return [
        Clip(kind, seconds, "flac" if kind in ("quiet", "hardly there") else FORMS[number % len(FORMS)])
        for number, (kind, seconds) in enumerate(clips)
    ]


def write(clip: Clip, folder: Path) -> Path:
    file = folder / clip.file_name
    if clip.kind == "speech":
        source = ["-i", str(_speech(folder))] if shutil.which("espeak-ng") else _of(_without_a_speaker())
    else:
        source = _of(SOURCES[clip.kind])
    _run("ffmpeg", "-v", "error", "-nostdin", *source, "-t", f"{clip.seconds}", *_as(clip), "-y", str(file))
    return file


def _speech(folder: Path) -> Path:
    file = folder / ".spoken"
    if not file.exists():
        _run("espeak-ng", "-v", "en", "-s", "165", "-w", str(file), TEXT)
    return file


def _without_a_speaker() -> str:
    return f"aevalsrc='{PULSES.format(hertz=120)}':s=22050,{FORMANTS}"


def _of(source: str) -> list[str]:
    return ["-f", "lavfi", "-i", source]


def _as(clip: Clip) -> list[str]:
    """What is soft is kept in 24 bits, so that there is more than the noise of rounding."""
    return ["-sample_fmt", "s32"] if clip.form == "flac" else []


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
