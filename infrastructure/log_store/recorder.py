"""Records events, and what they entail, in one statement; order of positions is order of commit."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, NoReturn
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    OperationalError,
    StoredEvent,
)
from sqlalchemy import Engine, Row, Select, func, select
from sqlalchemy import exc as sql

from application.decision import Entailed
from infrastructure.databases import WritingDatabase
from infrastructure.log_store.commit_statement import CommitStatement
from infrastructure.log_store.entailed import Leases, rows_of
from infrastructure.log_store.mapper import EventMapper
from infrastructure.log_store.page_query import read_page
from infrastructure.log_store.stream_query import stream_query
from infrastructure.log_store.tables import events


class LogRecorder(ApplicationRecorder):
    """One for SQLite and PostgreSQL: all appends of a process go through its one writing connection."""

    def __init__(
        self,
        writing: WritingDatabase,
        reading: Engine,
        mapper: EventMapper,
        leases: Leases = MappingProxyType({}),
    ) -> None:
        self._writing = writing
        self._reading = reading
        self._mapper = mapper
        self._leases = leases
        self._commit_statement = CommitStatement(writing.engine.dialect)
        writing.prepare(self._commit_statement.at_open())

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, entailed: Entailed | None = None, **_: Any
    ) -> Sequence[int]:
        """The positions; raises IntegrityError when a stream or a receipt has grown already."""
        rows = {} if entailed is None else rows_of(entailed, self._mapper, self._leases)
        rows["events"] = [vars(each) for each in stored_events]
        with translated_errors():
            return self._commit_statement.execute(self._writing, rows)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        query = stream_query(events, originator_id, gt=gt, lte=lte, desc=desc, limit=limit)
        return [StoredEvent(*tuple(row)) for row in self._read(query)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        after = 0 if start is None else start - inclusive_of_start
        with translated_errors(), self._reading.connect() as connection:
            return read_page(connection, after=after, until=stop, most=limit, topics=topics)

    def max_notification_id(self) -> int | None:
        [[last]] = self._read(select(func.max(events.c.position)))
        return last  # type: ignore[no-any-return]  # an integer or NULL

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> NoReturn:
        raise NotImplementedError("The follower reads pages; nothing subscribes.")

    def _read(self, query: Select[Any]) -> Sequence[Row[*tuple[Any, ...]]]:
        with translated_errors(), self._reading.connect() as connection:
            return connection.execute(query).all()


@contextmanager
def translated_errors() -> Iterator[None]:
    """A database's errors in the event-sourcing library's words, which the application knows."""
    try:
        yield
    except sql.IntegrityError as error:
        raise IntegrityError(_in_one_line(error.orig)) from error
    except sql.DBAPIError as error:
        raise OperationalError(_in_one_line(error.orig)) from error
    except (sqlite3.IntegrityError, psycopg.IntegrityError) as error:
        raise IntegrityError(_in_one_line(error)) from error
    except (sqlite3.Error, psycopg.Error) as error:
        raise OperationalError(_in_one_line(error)) from error


def _in_one_line(error: BaseException | None) -> str:
    """In the others PostgreSQL repeats the rows."""
    return (str(error).splitlines() or [""])[0]
