"""A speech: a text that somebody typed, from the request to the sound that it became."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.errors import InvalidSpeechError
from domain.printable import is_printable
from domain.sound_labels import TITLE_LENGTH_MAX, valid_title

TEXT_LENGTH_MAX = 500
"""Half a minute, spoken."""

SPEED_MIN = 0.5
SPEED_MAX = 2.0

CHARACTERS_A_SECOND = 16
"""At the speed at which people talk: what voices take for a sentence, give or take a tenth."""


class SpeechState(StrEnum):
    REQUESTED = "requested"
    SPOKEN = "spoken"
    FAILED = "failed"


class Speech(AggregateRoot):
    TOPIC = "speech"

    # What can happen to a speech.

    @dataclass(frozen=True)
    class Requested(FirstEvent):
        """`speed` is a factor: 1.0 is how people talk."""

        TOPIC = "speech.requested"
        text: str
        voice: str
        speed: float
        title: str
        requested_by: UUID
        price: int

    @dataclass(frozen=True)
    class Spoken(Event):
        TOPIC = "speech.spoken"
        sound_id: UUID

    @dataclass(frozen=True)
    class Failed(Event):
        TOPIC = "speech.failed"
        reason: str

    # What can be asked of it. A speech that has ended stays as it ended.

    @classmethod
    def request(
        cls,
        speech_id: UUID,
        *,
        text: str,
        voice: str,
        speed: float,
        title: str,
        by: UUID,
        price: int,
        at: datetime,
    ) -> Speech:
        return cls(
            id=speech_id,
            text=_valid_text(text),
            voice=voice,
            speed=_valid_speed(speed),
            title=valid_title(title),
            requested_by=by,
            price=price,
            timestamp=at,
        )

    @property
    def is_open(self) -> bool:
        return self.state == SpeechState.REQUESTED

    def complete(self, sound_id: UUID, *, at: datetime) -> None:
        if self.is_open:
            self._spoken(sound_id=sound_id, timestamp=at)

    def fail(self, reason: str, *, at: datetime) -> None:
        if self.is_open:
            self._failed(reason=reason, timestamp=at)

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        AggregateRoot.restore(state)
        state["requested_by"] = UUID(str(state["requested_by"]))
        state["state"] = SpeechState(state["state"])

    # What each event changes.

    @event(Requested)
    def __init__(
        self,
        id: UUID,
        text: str,
        voice: str,
        speed: float,
        title: str,
        requested_by: UUID,
        price: int,
        timestamp: datetime,
    ) -> None:
        self.text = text
        self.voice = voice
        self.speed = speed
        self.title = title
        self.requested_by = requested_by
        self.state = SpeechState.REQUESTED

    @event(Spoken)
    def _spoken(self, sound_id: UUID, timestamp: datetime) -> None:
        self.state = SpeechState.SPOKEN

    @event(Failed)
    def _failed(self, reason: str, timestamp: datetime) -> None:
        self.state = SpeechState.FAILED


def _valid_text(text: str) -> str:
    spoken = " ".join(text.split())
    if not 0 < len(spoken) <= TEXT_LENGTH_MAX:
        raise InvalidSpeechError(f"What is to be spoken has 1 to {TEXT_LENGTH_MAX} characters.")
    if not any(each.isalnum() for each in spoken):
        raise InvalidSpeechError("What is to be spoken has no letter and no digit.")
    if not is_printable(spoken):
        raise InvalidSpeechError("What is to be spoken has characters that nobody can say.")
    return spoken


def _valid_speed(speed: float) -> float:
    if not SPEED_MIN <= speed <= SPEED_MAX:
        raise InvalidSpeechError(f"The speed is {SPEED_MIN:g} to {SPEED_MAX:g}.")
    return speed


def charged_ms(text: str, speed: float) -> int:
    """The length that a text is charged for, known before it is spoken. Raises InvalidSpeechError."""
    return ceil(len(_valid_text(text)) * 1_000 / (CHARACTERS_A_SECOND * _valid_speed(speed)))


def title_of(text: str) -> str:
    """The text itself, or its beginning."""
    spoken = " ".join(text.split())
    return spoken if len(spoken) <= TITLE_LENGTH_MAX else spoken[: TITLE_LENGTH_MAX - 1].rstrip() + "…"
