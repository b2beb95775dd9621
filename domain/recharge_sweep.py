"""The daily recharge of everybody: how far it is, so that it goes on where it was cut off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.identifiers import sweep_id


class RechargeSweep(AggregateRoot):
    """One a day (UTC). Each ledger decides for itself, once a day; this only knows who had their turn."""

    TOPIC = "recharge_sweep"

    # What can happen to it.

    @dataclass(frozen=True)
    class Begun(FirstEvent):
        TOPIC = "recharge_sweep.begun"
        day: str

    @dataclass(frozen=True)
    class Advanced(Event):
        """Everybody up to this user, in the order of their ids, had their turn."""

        TOPIC = "recharge_sweep.advanced"
        up_to: UUID
        users: int
        recharged: int

    @dataclass(frozen=True)
    class Finished(Event):
        """What was not complete is not owed any more: the next day brings the next one."""

        TOPIC = "recharge_sweep.finished"
        users: int
        recharged: int
        is_complete: bool

    # What can be asked of it.

    @classmethod
    def begin(cls, day: date, *, at: datetime) -> RechargeSweep:
        return cls(id=sweep_id(day), day=day.isoformat(), timestamp=at)

    def advance(self, up_to: UUID, *, users: int, recharged: int, at: datetime) -> None:
        """A repetition is not news."""
        if not self.is_finished and (self.up_to is None or up_to > self.up_to):
            self._advanced(
                up_to=up_to, users=self.users + users, recharged=self.recharged + recharged, timestamp=at
            )

    def finish(self, *, is_complete: bool, at: datetime) -> None:
        """Twice is not news."""
        if not self.is_finished:
            self._finished(users=self.users, recharged=self.recharged, is_complete=is_complete, timestamp=at)

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        AggregateRoot.restore(state)
        state["up_to"] = state["up_to"] and UUID(str(state["up_to"]))

    # What each event changes.

    @event(Begun)
    def __init__(self, id: UUID, day: str, timestamp: datetime) -> None:
        self.day = day
        self.up_to: UUID | None = None
        self.users = 0
        self.recharged = 0
        self.is_finished = False

    @event(Advanced)
    def _advanced(self, up_to: UUID, users: int, recharged: int, timestamp: datetime) -> None:
        self.up_to = up_to
        self.users = users
        self.recharged = recharged

    @event(Finished)
    def _finished(self, users: int, recharged: int, is_complete: bool, timestamp: datetime) -> None:
        self.is_finished = True
