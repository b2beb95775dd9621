"""Reads snapshots for the repository. They are written with the events that call for them."""

from collections.abc import Sequence
from typing import Any, NoReturn
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder, StoredEvent
from sqlalchemy import Engine, select

from infrastructure.log_store.recorder import translated_errors
from infrastructure.log_store.tables import snapshots

_stored = (snapshots.c.originator_id, snapshots.c.originator_version, snapshots.c.topic, snapshots.c.state)


class SnapshotReader(AggregateRecorder):
    def __init__(self, reading: Engine) -> None:
        self._reading = reading

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> NoReturn:
        raise NotImplementedError("Snapshots are committed with their events.")

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        version = snapshots.c.originator_version
        query = select(*_stored).where(snapshots.c.originator_id == originator_id)
        if gt is not None:
            query = query.where(version > gt)
        if lte is not None:
            query = query.where(version <= lte)
        query = query.order_by(version.desc() if desc else version).limit(limit)
        with translated_errors(), self._reading.connect() as connection:
            return [StoredEvent(*row) for row in connection.execute(query)]
