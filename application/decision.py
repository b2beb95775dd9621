"""What a handler hands back: what changed, and the answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from application.records import Record
from application.work import WorkChange
from domain.aggregate import AggregateRoot, Event, Snapshot

A_co = TypeVar("A_co", covariant=True)


@dataclass(frozen=True)
class Decision(Generic[A_co]):
    changed: Sequence[AggregateRoot]
    answer: A_co
    records: Sequence[Record] = ()


@dataclass
class Entailed:
    """What is committed with events, in their transaction."""

    work: list[WorkChange] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)


@dataclass
class Commit:
    """All that one transaction writes."""

    events: list[Event] = field(default_factory=list)
    entailed: Entailed = field(default_factory=Entailed)
