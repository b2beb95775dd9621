"""A play: one sound, asked for once, from the request to how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.errors import PlayEndedError


class PlayState(StrEnum):
    REQUESTED = "requested"
    STARTED = "started"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


OPEN_STATES = frozenset({PlayState.REQUESTED, PlayState.STARTED})


class Play(AggregateRoot):
    TOPIC = "play"

    # What can happen to a play.

    @dataclass(frozen=True)
    class Requested(FirstEvent):
        TOPIC = "play.requested"
        sound_id: UUID
        requested_by: UUID | None
        price: int

    @dataclass(frozen=True)
    class Started(Event):
        TOPIC = "play.started"
        sound_id: UUID
        requested_by: UUID | None
        duration_ms: int

    @dataclass(frozen=True)
    class Finished(Event):
        TOPIC = "play.finished"
        sound_id: UUID
        requested_by: UUID | None

    @dataclass(frozen=True)
    class Stopped(Event):
        TOPIC = "play.stopped"
        sound_id: UUID
        requested_by: UUID | None

    @dataclass(frozen=True)
    class Failed(Event):
        TOPIC = "play.failed"
        sound_id: UUID
        requested_by: UUID | None
        reason: str

    # What can be asked of it. A play that has ended stays as it ended.

    @classmethod
    def request(cls, play_id: UUID, sound_id: UUID, *, by: UUID | None, price: int, at: datetime) -> Play:
        return cls(id=play_id, sound_id=sound_id, requested_by=by, price=price, timestamp=at)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def start(self, *, duration_ms: int, at: datetime) -> None:
        if not self.is_open:
            raise PlayEndedError(f"Play {self.id} has {self.state}: it must not sound.")
        if self.state == PlayState.REQUESTED:
            self._started(
                sound_id=self.sound_id,
                requested_by=self.requested_by,
                duration_ms=duration_ms,
                timestamp=at,
            )

    def finish(self, *, at: datetime) -> None:
        if self.is_open:
            self._finished(sound_id=self.sound_id, requested_by=self.requested_by, timestamp=at)

    def stop(self, *, at: datetime) -> None:
        """What sounds is stopped; what was only asked for fails, because nobody heard it."""
        if self.state == PlayState.STARTED:
            self._stopped(sound_id=self.sound_id, requested_by=self.requested_by, timestamp=at)
        else:
            self.fail("It was stopped before it sounded.", at=at)

    def fail(self, reason: str, *, at: datetime) -> None:
        if self.is_open:
            self._failed(sound_id=self.sound_id, requested_by=self.requested_by, reason=reason, timestamp=at)

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        AggregateRoot.restore(state)
        state["sound_id"] = UUID(str(state["sound_id"]))
        state["requested_by"] = state["requested_by"] and UUID(str(state["requested_by"]))
        state["state"] = PlayState(state["state"])

    # What each event changes.

    @event(Requested)
    def __init__(
        self, id: UUID, sound_id: UUID, requested_by: UUID | None, price: int, timestamp: datetime
    ) -> None:
        self.sound_id = sound_id
        self.requested_by = requested_by
        self.price = price
        self.state = PlayState.REQUESTED
        self.reason = ""

    @event(Started)
    def _started(
        self, sound_id: UUID, requested_by: UUID | None, duration_ms: int, timestamp: datetime
    ) -> None:
        self.state = PlayState.STARTED

    @event(Finished)
    def _finished(self, sound_id: UUID, requested_by: UUID | None, timestamp: datetime) -> None:
        self.state = PlayState.FINISHED

    @event(Stopped)
    def _stopped(self, sound_id: UUID, requested_by: UUID | None, timestamp: datetime) -> None:
        self.state = PlayState.STOPPED

    @event(Failed)
    def _failed(self, sound_id: UUID, requested_by: UUID | None, reason: str, timestamp: datetime) -> None:
        self.state = PlayState.FAILED
        self.reason = reason
