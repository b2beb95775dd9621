"""What turns a text into a sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class SpeechError(Exception):
    """It could not be spoken: the message says why, for people."""


@dataclass(frozen=True)
class Voice:
    """`language` as in BCP 47."""

    name: str
    language: str


class Voices(Protocol):
    def all(self) -> Sequence[Voice]:
        """None where the machine has no voice."""

    def speak(self, text: str, *, voice: str, speed: float, file: Path) -> None:
        """Writes a WAV file. Raises SpeechError."""
