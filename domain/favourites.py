"""Somebody's favourites among the sounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.errors import TooManyFavouritesError
from domain.identifiers import favourites_id

FAVOURITES_MAX = 1_000
"""More is the board itself."""


class Favourites(AggregateRoot):
    TOPIC = "favourites"

    # What can happen to them.

    @dataclass(frozen=True)
    class Opened(FirstEvent):
        TOPIC = "favourites.opened"
        owner_id: UUID

    @dataclass(frozen=True)
    class Added(Event):
        TOPIC = "favourites.added"
        owner_id: UUID
        sound_id: UUID

    @dataclass(frozen=True)
    class Removed(Event):
        TOPIC = "favourites.removed"
        owner_id: UUID
        sound_id: UUID

    # What can be asked of them.

    @classmethod
    def open(cls, owner_id: UUID, *, at: datetime) -> Favourites:
        return cls(id=favourites_id(owner_id), owner_id=owner_id, timestamp=at)

    def add(self, sound_id: UUID, *, at: datetime) -> None:
        """Once more is not news."""
        if str(sound_id) in self.sounds:
            return
        if len(self.sounds) >= FAVOURITES_MAX:
            raise TooManyFavouritesError(f"{FAVOURITES_MAX} favourites are the most. Remove one first.")
        self._added(owner_id=self.owner_id, sound_id=sound_id, timestamp=at)

    def remove(self, sound_id: UUID, *, at: datetime) -> None:
        if str(sound_id) in self.sounds:
            self._removed(owner_id=self.owner_id, sound_id=sound_id, timestamp=at)

    @staticmethod
    def restore(state: dict[str, object]) -> None:
        AggregateRoot.restore(state)
        state["owner_id"] = UUID(str(state["owner_id"]))

    # What each event changes.

    @event(Opened)
    def __init__(self, id: UUID, owner_id: UUID, timestamp: datetime) -> None:
        self.owner_id = owner_id
        self.sounds: dict[str, bool] = {}
        """Identifiers as text, as JSON keeps them."""

    @event(Added)
    def _added(self, owner_id: UUID, sound_id: UUID, timestamp: datetime) -> None:
        self.sounds[str(sound_id)] = True

    @event(Removed)
    def _removed(self, owner_id: UUID, sound_id: UUID, timestamp: datetime) -> None:
        del self.sounds[str(sound_id)]
