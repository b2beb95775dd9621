"""A claim: what only one may hold, such as a content hash or an e-mail address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.errors import AlreadyClaimedError
from domain.identifiers import claim_id


class Claim(AggregateRoot):
    """Its identifier follows from kind and value, so the log's own key is the unique constraint."""

    TOPIC = "claim"

    # What can happen to a claim.

    @dataclass(frozen=True)
    class Made(FirstEvent):
        TOPIC = "claim.made"
        kind: str
        holder_id: UUID

    @dataclass(frozen=True)
    class Released(Event):
        TOPIC = "claim.released"

    @dataclass(frozen=True)
    class MadeAgain(Event):
        TOPIC = "claim.made_again"
        holder_id: UUID

    # What can be asked of it.

    @classmethod
    def make(cls, kind: str, value: str, *, holder_id: UUID, at: datetime) -> Claim:
        return cls(id=claim_id(kind, value), kind=kind, holder_id=holder_id, timestamp=at)

    def take(self, holder_id: UUID, *, at: datetime) -> None:
        """The holder taking it again is not news."""
        if self.holder_id not in (None, holder_id):
            raise AlreadyClaimedError(self.kind, self.holder_id)
        if self.holder_id is None:
            self._made_again(holder_id=holder_id, timestamp=at)

    def release(self, *, at: datetime) -> None:
        if self.holder_id is not None:
            self._released(timestamp=at)

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        AggregateRoot.restore(state)
        state["holder_id"] = state["holder_id"] and UUID(str(state["holder_id"]))

    # What each event changes.

    @event(Made)
    def __init__(self, id: UUID, kind: str, holder_id: UUID, timestamp: datetime) -> None:
        self.kind = kind
        self.holder_id: UUID | None = holder_id

    @event(Released)
    def _released(self, timestamp: datetime) -> None:
        self.holder_id = None

    @event(MadeAgain)
    def _made_again(self, holder_id: UUID, timestamp: datetime) -> None:
        self.holder_id = holder_id
