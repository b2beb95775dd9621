"""Every snapshot beside what its events say: no seal covers snapshots, and the writer believes them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from eventsourcing.application import project_aggregate
from eventsourcing.persistence import EventStore
from sqlalchemy import select

from application.soundboard import Soundboard
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.recorder import translated_errors
from infrastructure.log_store.tables import snapshots
from infrastructure.verifying.faults import Fault, Faults, or_its_failure

OnStream = Callable[[int, int], None]
"""How many streams with snapshots are replayed, of how many."""


class SnapshotCheck:
    """Works on a running board: events are there before their snapshot is, and neither changes."""

    def __init__(self, soundboard: Soundboard, log: LogStore) -> None:
        self._log = log
        self._events = soundboard.events
        self._snapshots = cast("EventStore[UUID]", soundboard.snapshots)

    def verify(self, faults: Faults, on_stream: OnStream) -> None:
        listed = self._listed()
        for done, (id, versions) in enumerate(listed.items(), start=1):
            replay = Replay(self._events, id)
            for version in versions:
                where = f"{id} version {version}"
                faults.note(or_its_failure("snapshot", where, self._faults_of(id, version, replay)))
            on_stream(done, len(listed))

    def _listed(self) -> Mapping[UUID, Sequence[int]]:
        """Each stream's versions, the lowest first."""
        columns = (snapshots.c.originator_id, snapshots.c.originator_version)
        listed: dict[UUID, list[int]] = {}
        with translated_errors(), self._log.reading.connect() as connection:
            for id, version in connection.execute(select(*columns).order_by(*columns)):
                listed.setdefault(id, []).append(version)
        return listed

    def _faults_of(self, id: UUID, version: int, replay: "Replay") -> Iterator[Fault]:
        replayed = replay.up_to(version)
        taken = self._snapshots.get(id, gt=version - 1, lte=version)
        if project_aggregate(None, taken) != replayed:
            yield Fault("snapshot", f"{id} version {version}", "It is not what its events say.")


class Replay:
    """An aggregate from its first event on, to one version after another."""

    def __init__(self, events: EventStore[UUID], id: UUID) -> None:
        self._events = events
        self._id = id
        self._version = 0
        self._aggregate: Any = None

    def up_to(self, version: int) -> Any:
        """None where the stream has no such version."""
        news = self._events.get(self._id, gt=self._version, lte=version)
        self._aggregate = project_aggregate(self._aggregate, news)
        self._version = version
        return self._aggregate
