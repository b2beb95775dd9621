"""Questions about several streams at once, where loading each aggregate would be one query each."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Engine, Row, func, literal_column, select

from domain.aggregate import Event
from domain.play import Play
from infrastructure.log_store.mapper import EventMapper
from infrastructure.log_store.recorder import translated_errors
from infrastructure.log_store.stream_query import stored_columns
from infrastructure.log_store.tables import events

StoredRow = Row[int, str, bytes | str]
"""Version, topic and state, which is JSON."""


class StreamReader:
    def __init__(self, reading: Engine, mapper: EventMapper) -> None:
        self._reading = reading
        self._mapper = mapper
        is_sqlite = reading.dialect.name == "sqlite"
        as_text = func.convert_from(events.c.state, literal_column("'UTF8'"))
        self._state = events.c.state if is_sqlite else as_text

    def events_of(self, originator_id: UUID, *, until: int) -> Iterator[Event]:
        """The stream as it was when the log ended at that position."""
        query = (
            select(*stored_columns(events))
            .where(events.c.originator_id == originator_id, events.c.position <= until)
            .order_by(events.c.originator_version)
        )
        with translated_errors(), self._reading.connect() as connection:
            for row in connection.execute(query):
                yield cast("Event", self._mapper.to_domain_event(StoredEvent(*tuple(row))))

    def stored_events_of(
        self, originator_id: UUID, *, until_version: int | None = None
    ) -> Sequence[StoredRow]:
        """Undecoded: for who reads a long stream, and little of each."""
        query = (
            select(events.c.originator_version, events.c.topic, self._state)
            .where(events.c.originator_id == originator_id)
            .order_by(events.c.originator_version)
        )
        if until_version is not None:
            query = query.where(events.c.originator_version <= until_version)
        with translated_errors(), self._reading.connect() as connection:
            return connection.execute(query).all()

    def plays_still_requested(self, play_ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
        """Play → sound, of those to which nothing happened since they were asked for."""
        query = (
            select(*stored_columns(events))
            .where(events.c.originator_id.in_(play_ids))
            .order_by(events.c.originator_version)
        )
        requested: dict[UUID, UUID] = {}
        with translated_errors(), self._reading.connect() as connection:
            for row in connection.execute(query):
                event = self._mapper.to_domain_event(StoredEvent(*tuple(row)))
                if isinstance(event, Play.Requested):
                    requested[event.originator_id] = event.sound_id
                else:
                    requested.pop(event.originator_id, None)
        return requested
