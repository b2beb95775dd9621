"""The write side: rebuilds aggregates, and saves all that a batch of commands decided in one transaction."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import InfrastructureFactory, OperationalError, StoredEvent
from eventsourcing.utils import Environment, EnvType

from application.decision import Commit
from application.errors import NotFoundError
from domain.aggregate import AggregateRoot

A = TypeVar("A", bound=AggregateRoot)


class Soundboard(Application[UUID]):
    name = "soundboard"

    def __init__(self, persistence: InfrastructureFactory) -> None:
        self._persistence = persistence
        super().__init__()

    def close(self) -> None:
        """The store is closed by whoever opened it: the library would as soon as this object is forgotten."""
        self.closing.set()

    def find(self, kind: type[A], id: UUID) -> A | None:
        try:
            aggregate: object = self.repository.get(id)
        except AggregateNotFoundError:
            return None
        return aggregate if isinstance(aggregate, kind) else None

    def load(self, kind: type[A], id: UUID) -> A:
        if (aggregate := self.find(kind, id)) is None:
            raise NotFoundError(kind, id)
        return aggregate

    def commit(self, commit: Commit) -> Sequence[int]:
        """Events and what they entail together, or nothing; the position of each event.

        Raises IntegrityError when another process was quicker, OperationalError when the store did
        not take it. An acknowledgement that was lost on the way is recognised as the success it was.
        """
        stored = [self.mapper.to_stored_event(each) for each in commit.events]
        try:
            return self.recorder.insert_events(stored, entailed=commit.entailed) or ()
        except OperationalError:
            if (positions := self._positions_of(stored)) is None:
                raise
            return positions

    def _positions_of(self, stored: Sequence[StoredEvent]) -> Sequence[int] | None:
        """Where these events are in the log, or later; None when they are not there."""
        if not stored:
            return None
        first = stored[0]
        try:
            found = self._stored_in_place_of(first)
        except OperationalError:  # the first try threw the broken connections away
            found = self._stored_in_place_of(first)
        if found != [first]:
            return None
        last = self.recorder.max_notification_id() or 0
        return [last] * len(stored)

    def _stored_in_place_of(self, event: StoredEvent) -> list[StoredEvent]:
        version = event.originator_version
        return list(self.recorder.select_events(event.originator_id, gt=version - 1, lte=version))

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Settings are ours to read: the library is not configured by the environment."""
        return Environment(name, env or {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory:  # noqa: ARG002 - the library asks with it
        return self._persistence
