"""What every aggregate and every event of ours has in common."""

from __future__ import annotations

from dataclasses import KW_ONLY
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.domain import AggregateCreated, AggregateEvent, BaseAggregate
from eventsourcing.domain import Snapshot as StandardSnapshot
from eventsourcing.utils import register_topic, resolve_topic


class Event(AggregateEvent):
    """Something that happened. Its TOPIC is its name in the database, for ever.

    The executor stamps which command decided it, who gave that command, and which event or
    work, if any, was the cause.
    """

    TOPIC: ClassVar[str]

    _: KW_ONLY
    command_id: UUID | None = None
    actor_id: UUID | None = None
    caused_by: UUID | None = None


class FirstEvent(Event, AggregateCreated):
    """The event an aggregate begins with."""


class Snapshot(StandardSnapshot):
    """An aggregate's state at a version, so that long streams load fast."""

    TOPIC = "snapshot"

    @classmethod
    def take(cls, aggregate: Any) -> Snapshot:
        """Everything but the identity, which the row carries, and news, which must be saved as events.

        A copy: the aggregate may change again before the snapshot is stored.
        """
        kept = {name: value for name, value in vars(aggregate).items() if name not in _NOT_STATE}
        return cls(
            originator_id=aggregate.id,
            originator_version=aggregate.version,
            timestamp=aggregate.modified_on,
            topic=type(aggregate).TOPIC,
            state={**_copied(kept), "class_version": getattr(type(aggregate), "class_version", 1)},
        )

    def mutate(self, _: None) -> Any:
        resolve_topic(self.topic).restore(self.state)
        return super().mutate(_)


register_topic(Snapshot.TOPIC, Snapshot)


class AggregateRoot(BaseAggregate[UUID]):
    Event = Event
    Snapshot = Snapshot

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        """Give a snapshot's state back the types that JSON does not keep."""
        for name in ("_created_on", "_modified_on"):
            state[name] = datetime.fromisoformat(str(state[name]))


def _copied(value: Any) -> Any:
    """Dicts and lists are all that changes in a state; `deepcopy` takes ten times as long to know that."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


_NOT_STATE = {"_id", "_version", "_pending_events"}
