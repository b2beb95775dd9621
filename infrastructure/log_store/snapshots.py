"""Reads snapshots for the repository. They are written with the events that call for them."""

from collections.abc import Sequence
from typing import Any, NoReturn
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder, StoredEvent
from sqlalchemy import Engine

from infrastructure.log_store.recorder import translated_errors
from infrastructure.log_store.stream_query import stream_query
from infrastructure.log_store.tables import snapshots


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
        query = stream_query(snapshots, originator_id, gt=gt, lte=lte, desc=desc, limit=limit)
        with translated_errors(), self._reading.connect() as connection:
            return [StoredEvent(*row) for row in connection.execute(query)]
