"""The log store as it is at one moment, however long it is read. Nobody who writes is kept waiting.

It reads past the server, from a process of its own, and never writes: not even SQLite's checkpoint
at the end, as the file is opened for reading alone.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    Row,
    Table,
    create_engine,
    func,
    inspect,
    make_url,
    select,
    text,
)

from infrastructure.backup.errors import NoBoardError
from infrastructure.databases import is_sqlite, psycopg_url
from infrastructure.log_store.log_store import SCHEMA
from infrastructure.log_store.migrate import NEWEST
from infrastructure.log_store.stream_query import stream_query
from infrastructure.log_store.tables import (
    OF_PEOPLE,
    api_tokens,
    attempts,
    credentials,
    events,
    personal_keys,
    receipts,
    seals,
    sessions,
    snapshots,
    work,
)
from infrastructure.seals.seal import Head, Seal

KEPT = (credentials, personal_keys, api_tokens, work, receipts, events, snapshots, seals)

LEFT_OUT = (sessions, attempts)
"""Attempts are forgotten in an hour; a session that was ended since would be open again."""

ROWS_AT_ONCE = 1_000


class LogSnapshot:
    def __init__(self, connection: Connection, rows: int) -> None:
        self._connection = connection
        self.rows = rows
        """About how many there are in all, counted a moment before."""

    def pages(self, table: Table) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
        """In the order of the primary key; all pages of those of people before another table's."""
        query = select(table).order_by(*table.primary_key.columns)
        found = self._connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE})
        yield from found.partitions()

    def position(self) -> int:
        """Of the last event; 0 where there is none."""
        return self._connection.execute(select(func.max(events.c.position))).scalar_one() or 0

    def head(self) -> Head | None:
        newest = select(seals).order_by(seals.c.number.desc()).limit(1)
        row = self._connection.execute(newest).one_or_none()
        return None if row is None else Seal(*row).exported()

    @contextmanager
    def people_let_go(self) -> Iterator[None]:
        """Inside, tables of people can be read; afterwards they can be written anew, as when somebody leaves.

        Their locks are PostgreSQL's. Without them a table that is written anew in this moment would be empty.
        """
        if self._connection.dialect.name == "sqlite":
            yield
            return
        locked = self._connection.begin_nested()
        names = ", ".join(str(table.name) for table in OF_PEOPLE)
        self._connection.execute(text(f"LOCK TABLE {names} IN ACCESS SHARE MODE"))
        yield
        locked.rollback()


@contextmanager
def log_snapshot(url: str) -> Iterator[LogSnapshot]:
    """Raises NoBoardError. The moment is that of the first question."""
    with _reading(url) as engine, engine.connect() as connection:
        _ensure_of_this_program(connection)
        rows = sum(connection.execute(select(func.count()).select_from(each)).scalar_one() for each in KEPT)
        connection.rollback()  # the moment begins afresh, behind locks that are to come
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        yield LogSnapshot(connection, rows)


@contextmanager
def streams_of_today(url: str) -> Iterator["Streams"]:
    """What became of a sound since."""
    with _reading(url) as engine:
        yield Streams(engine)


class Streams:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, id: UUID) -> Sequence[StoredEvent]:
        query = stream_query(events, id, gt=None, lte=None, desc=False, limit=None)
        with self._engine.connect() as connection:
            return [StoredEvent(*tuple(row)) for row in connection.execute(query)]


@contextmanager
def _reading(url: str) -> Iterator[Engine]:
    if is_sqlite(url):
        file = Path(make_url(url).database or "")
        if not file.is_file():
            raise NoBoardError(f"There is no board: {file} is not there.")
        engine = create_engine(
            "sqlite://", creator=lambda: _for_reading_alone(file), poolclass=NullPool, hide_parameters=True
        )
    else:
        engine = create_engine(
            psycopg_url(url),
            poolclass=NullPool,
            isolation_level="REPEATABLE READ",
            hide_parameters=True,
            connect_args={"options": f"-c search_path={SCHEMA} -c default_transaction_read_only=on"},
        )
    try:
        yield engine
    finally:
        engine.dispose()


def _for_reading_alone(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.execute("PRAGMA busy_timeout = 5000")
    return connection


def _ensure_of_this_program(connection: Connection) -> None:
    if not inspect(connection).has_table("alembic_version"):
        raise NoBoardError("There is no board in this database.")
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    if version != NEWEST:
        raise NoBoardError(
            f"The tables of this board are those of another version of the program ({version}, this one has "
            f"{NEWEST}). Use that version, or start the board with this one first."
        )
