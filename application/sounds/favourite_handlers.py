"""How somebody's favourites change."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from application.decision import Decision
from application.ports import Aggregates, Clock
from application.sounds.commands import AddFavourite, RemoveFavourite
from domain.favourites import Favourites
from domain.identifiers import favourites_id
from domain.sound import Sound


class FavouriteHandlers:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def add(self, command: AddFavourite) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        favourites = self._of(command.user_id)
        favourites.add(sound.id, at=self._clock.now())
        return Decision([favourites], None)

    def remove(self, command: RemoveFavourite) -> Decision[None]:
        favourites = self._of(command.user_id)
        favourites.remove(command.sound_id, at=self._clock.now())
        return Decision([favourites], None)

    def _of(self, user_id: UUID) -> Favourites:
        found = self._aggregates.find(Favourites, favourites_id(user_id))
        return found or Favourites.open(user_id, at=self._clock.now())

    def by_command(self) -> Mapping[type, Callable[[Any], Decision[Any]]]:
        return {AddFavourite: self.add, RemoveFavourite: self.remove}
