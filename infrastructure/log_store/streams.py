"""Questions about several streams at once, where loading each aggregate would be one query each."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Engine, String, cast, func, literal, literal_column, select

from domain.aggregate import Event
from domain.play import Play
from infrastructure.log_store.mapper import EventMapper
from infrastructure.log_store.recorder import translated_errors
from infrastructure.log_store.stream_query import stored_columns
from infrastructure.log_store.tables import events


class StreamReader:
    def __init__(self, reading: Engine, mapper: EventMapper) -> None:
        self._reading = reading
        self._mapper = mapper
        is_sqlite = reading.dialect.name == "sqlite"
        as_text = func.convert_from(events.c.state, literal_column("'UTF8'"))
        self._state = cast(events.c.state, String) if is_sqlite else as_text

    def events_of(self, originator_id: UUID, *, until: int) -> Iterator[Event]:
        """The stream as it was when the log ended at that position."""
        query = (
            select(*stored_columns(events))
            .where(events.c.originator_id == originator_id, events.c.position <= until)
            .order_by(events.c.originator_version)
        )
        with translated_errors(), self._reading.connect() as connection:
            for row in connection.execute(query):
                yield self._mapper.to_domain_event(StoredEvent(*tuple(row)))  # type: ignore[misc]  # all events are ours

    def stream_as_json(
        self, originator_id: UUID, *, after_version: int = 0, until_version: int | None = None
    ) -> str:
        """A list of `version`, `topic` and `state`, in no order: for who reads much, and little of each.

        In one text, as ten thousand rows take longer to fetch than all that is in them.
        """
        c = events.c
        entry = (
            literal('{"version":')
            + cast(c.originator_version, String)
            + literal(',"topic":"')
            + c.topic
            + literal('","state":')
            + self._state
            + literal("}")
        )
        query = select(func.aggregate_strings(entry, ",")).where(
            c.originator_id == originator_id, c.originator_version > after_version
        )
        if until_version is not None:
            query = query.where(c.originator_version <= until_version)
        with translated_errors(), self._reading.connect() as connection:
            return f"[{connection.execute(query).scalar_one() or ''}]"

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
