"""The aggregates that commands worked with lately, kept in memory, true to the log and to the batch."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from eventsourcing.application import project_aggregate

from application.errors import NotFoundError
from application.soundboard import Soundboard
from domain.aggregate import AggregateRoot, Event

A = TypeVar("A", bound=AggregateRoot)

KEPT_MAX = 20_000
"""Aggregates in memory: about 1.5 kB each, so some 30 MB."""


class WorkingSet:
    """Used by the writer thread only."""

    def __init__(self, soundboard: Soundboard, *, kept_max: int = KEPT_MAX) -> None:
        self._soundboard = soundboard
        self._kept_max = kept_max
        self._kept: OrderedDict[UUID, AggregateRoot] = OrderedDict()
        self._touched: list[AggregateRoot] = []
        self._uncommitted: defaultdict[UUID, list[Event]] = defaultdict(list)

    def find(self, kind: type[A], id: UUID) -> A | None:
        aggregate = self._kept.get(id) or self._rebuild(id)
        if not isinstance(aggregate, kind):
            return None
        self._keep(aggregate)
        self._touched.append(aggregate)
        return aggregate

    def load(self, kind: type[A], id: UUID) -> A:
        if (aggregate := self.find(kind, id)) is None:
            raise NotFoundError(kind, id)
        return aggregate

    def decided(self, aggregate: AggregateRoot, events: Iterable[Event]) -> None:
        """The aggregate changed in this batch: the commands after it see it so."""
        self._keep(aggregate)
        self._uncommitted[aggregate.id] += events

    def settle_command(self, *, is_refused: bool) -> None:
        """What a refused command half did is forgotten; what it only looked at stays."""
        if is_refused:
            for aggregate in self._touched:
                if aggregate.pending_events:
                    self._kept.pop(aggregate.id, None)
        self._touched.clear()

    def settle_batch(self, *, is_committed: bool) -> None:
        if not is_committed:
            self.forget(list(self._uncommitted))
        self._uncommitted.clear()
        while len(self._kept) > self._kept_max:
            self._kept.popitem(last=False)

    def forget(self, ids: Iterable[UUID]) -> None:
        for id in ids:
            self._kept.pop(id, None)

    def forget_all(self) -> None:
        self._kept.clear()

    def _keep(self, aggregate: AggregateRoot) -> None:
        self._kept[aggregate.id] = aggregate
        self._kept.move_to_end(aggregate.id)

    def _rebuild(self, id: UUID) -> AggregateRoot | None:
        stored: AggregateRoot | None = self._soundboard.find(AggregateRoot, id)
        return project_aggregate(stored, self._uncommitted.get(id, ()))
