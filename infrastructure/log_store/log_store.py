"""The log store: the event-sourcing library's factory for our recorders, on one database."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
)
from sqlalchemy import func, select, tuple_

from application.records import Receipt, ReceiptKey
from infrastructure.databases import WritingDatabase, reading_engine
from infrastructure.log_store.durability import ensure_durable
from infrastructure.log_store.entailed import Leases
from infrastructure.log_store.mapper import EventMapper
from infrastructure.log_store.migrate import migrate
from infrastructure.log_store.recorder import LogRecorder, translated_errors
from infrastructure.log_store.snapshots import SnapshotReader
from infrastructure.log_store.tables import credentials, events, personal_keys, receipts

SCHEMA = "soundboard_log"


class LogStore(InfrastructureFactory):
    """Opens the database, brings its tables up to date, and hands out what reads and writes them."""

    def __init__(self, url: str, *, leases: Leases = MappingProxyType({})) -> None:
        """`leases`: the kinds of work that the process which asks for it takes up itself."""
        super().__init__({})
        self.writing = WritingDatabase(url, SCHEMA, durability="FULL")
        with self.writing.transaction() as connection:
            ensure_durable(connection)
        migrate(self.writing, SCHEMA)
        self.reading = reading_engine(url, SCHEMA)
        self.event_mapper = EventMapper()
        self.recorder = LogRecorder(self.writing, self.reading, self.event_mapper, leases)

    @property
    def is_sqlite(self) -> bool:
        return self.writing.is_sqlite

    # What the library asks for.

    def mapper(self, transcoder: Any = None, mapper_class: Any = None) -> Any:  # noqa: ARG002 - ours is given
        return self.event_mapper

    def application_recorder(self) -> ApplicationRecorder:
        return self.recorder

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        return self.recorder if purpose == "events" else SnapshotReader(self.reading)

    def process_recorder(self) -> Any:
        raise NotImplementedError("Process managers are pure; nothing tracks.")

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:
        raise NotImplementedError("The follower tracks positions in the read store.")

    def is_snapshotting_enabled(self) -> bool:
        return True

    # What the executor asks for.

    def receipts(self, keys: Sequence[ReceiptKey]) -> Mapping[ReceiptKey, Receipt]:
        query = select(receipts.c.actor_id, receipts.c.key, receipts.c.fingerprint, receipts.c.answer).where(
            tuple_(receipts.c.actor_id, receipts.c.key).in_(keys)
        )
        with translated_errors(), self.reading.connect() as connection:
            found = [Receipt(*row) for row in connection.execute(query)]
        return {(each.actor_id, each.key): each for each in found}

    def last_position(self) -> int:
        return self.recorder.max_notification_id() or 0

    def changed_since(self, position: int) -> set[UUID]:
        query = select(events.c.originator_id).where(events.c.position > position).distinct()
        with translated_errors(), self.reading.connect() as connection:
            return set(connection.execute(query).scalars())

    # What identity asks for.

    def password_hash(self, user_id: UUID) -> str | None:
        query = select(credentials.c.password_hash).where(credentials.c.user_id == user_id)
        with translated_errors(), self.reading.connect() as connection:
            return connection.execute(query).scalar_one_or_none()

    def personal_keys(self, user_ids: Sequence[UUID]) -> Mapping[UUID, bytes]:
        query = select(personal_keys.c.user_id, personal_keys.c.key).where(
            personal_keys.c.user_id.in_(user_ids)
        )
        with translated_errors(), self.reading.connect() as connection:
            return {row.user_id: bytes.fromhex(row.key) for row in connection.execute(query)}

    def count_events(self) -> int:
        with translated_errors(), self.reading.connect() as connection:
            return connection.execute(select(func.count()).select_from(events)).scalar_one()

    def close(self) -> None:
        """Readers first, so that the writer's connection is the last and the one that checkpoints."""
        self.reading.dispose()
        self.writing.close()
