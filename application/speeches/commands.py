"""What can be asked of speeches."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from application.command import Command
from application.credits.priced import Priced
from domain.recording import Recording
from domain.speech import charged_ms, title_of
from domain.values import CreditAction


@dataclass(frozen=True)
class SpeechAccepted:
    """Credits are as they are after the reservation."""

    speech_id: UUID
    price: int
    balance: int
    reserved: int
    spendable: int


@dataclass(frozen=True)
class RequestSpeech(Command[SpeechAccepted]):
    priced = Priced(
        CreditAction.TEXT_TO_SPEECH,
        by="by",
        reservation="speech_id",
        milliseconds="charged_ms",
        details=("title", "voice"),
    )

    speech_id: UUID
    text: str
    voice: str
    speed: float
    title: str
    by: UUID

    @classmethod
    def of(cls, speech_id: UUID, text: str, *, voice: str, speed: float, title: str, by: UUID) -> Self:
        """Without a title the text is its own."""
        return cls(speech_id, text, voice, speed, title or title_of(text), by)

    @property
    def charged_ms(self) -> int:
        return charged_ms(self.text, self.speed)


@dataclass(frozen=True)
class CompleteSpeech(Command[None]):
    """`path` is relative to the folder of originals."""

    speech_id: UUID
    sound_id: UUID
    path: str
    recording: Recording


@dataclass(frozen=True)
class FailSpeech(Command[None]):
    speech_id: UUID
    reason: str
