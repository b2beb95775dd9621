"""The write side: rebuilds aggregates, and saves all that a batch of commands decided in one transaction."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import InfrastructureFactory, OperationalError
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
        try:
            recordings = self.events.put(commit.events, entailed=commit.entailed)
        except OperationalError:
            if (positions := self._positions_of(commit)) is None:
                raise
            return positions
        return [recording.notification.id for recording in recordings]

    def _positions_of(self, commit: Commit) -> Sequence[int] | None:
        """Where exactly these events are in the log; None when they are not."""
        if not commit.events:
            return None
        [first, *_] = stored = [self.mapper.to_stored_event(each) for each in commit.events]
        [*found] = self.recorder.select_events(
            first.originator_id, gt=first.originator_version - 1, lte=first.originator_version
        )
        if found != [first]:
            return None
        last = self.recorder.max_notification_id() or 0
        return [last] * len(stored)

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Settings are ours to read: the library is not configured by the environment."""
        return Environment(name, env or {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory:  # noqa: ARG002 - the library asks with it
        return self._persistence
