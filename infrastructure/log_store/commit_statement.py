"""A commit is one statement, and so a transaction of its own: one call into the database, one wait.

PostgreSQL takes it as one WITH. SQLite cannot write in there: it takes a row for a view, whose trigger
takes the row apart.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Insert,
    String,
    Table,
    bindparam,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.sql.dml import UpdateBase

from infrastructure.databases import WritingDatabase
from infrastructure.log_store import tables
from infrastructure.log_store.stream_query import STORED
from infrastructure.written_views import view_that_writes
from projections.given_rows import GivenRows, Names, Row, RowEncoder
from projections.set_wise import delete_given, insert_given, update_given, upsert_given

APPEND_LOCK = 0x536F756E64
"""Held to the end of each append on PostgreSQL: who commits later has later positions."""


class Part(NamedTuple):
    """Rows of one kind, and what is done with them: an update and a delete go by the first column."""

    table: Table
    columns: Names
    change: str = "insert"


PLAYING: Mapping[str, Part] = {
    "events": Part(tables.events, STORED),
    "snapshots": Part(tables.snapshots, STORED),
    "asked": Part(tables.work, tuple(tables.work.c.keys()), "replace"),
    "prolonged": Part(tables.work, ("id", "deadline", "leased_until"), "update"),
    "settled": Part(tables.work, ("id",), "delete"),
    "receipts": Part(tables.receipts, tuple(tables.receipts.c.keys())),
}
"""What a commit writes while people play. No row is in two parts."""

PEOPLE: Mapping[str, Part] = {
    "credentials": Part(tables.credentials, tuple(tables.credentials.c.keys()), "replace"),
    "personal_keys": Part(tables.personal_keys, tuple(tables.personal_keys.c.keys())),
    "sessions": Part(tables.sessions, tuple(tables.sessions.c.keys())),
    "ended_sessions": Part(tables.sessions, ("session_id",), "delete"),
    "api_tokens": Part(tables.api_tokens, tuple(tables.api_tokens.c.keys())),
    "revoked_api_tokens": Part(tables.api_tokens, ("token_id",), "delete"),
    "erased_credentials": Part(tables.credentials, ("user_id",), "delete"),
    "erased_personal_keys": Part(tables.personal_keys, ("user_id",), "delete"),
    "erased_sessions": Part(tables.sessions, ("user_id",), "delete"),
    "erased_api_tokens": Part(tables.api_tokens, ("user_id",), "delete"),
}
"""What it writes beside that when somebody comes, changes, or goes."""

PARTS: Mapping[str, Part] = {**PLAYING, **PEOPLE}


class CommitStatement:
    """Two of them: nobody who plays pays for what is written when somebody signs in."""

    def __init__(self, dialect: Dialect) -> None:
        self._while_playing = _Statement(dialect, "commits", PLAYING)
        self._of_people = _Statement(dialect, "commits_of_people", PARTS)

    def execute(self, database: WritingDatabase, rows: Mapping[str, Sequence[Row]]) -> Sequence[int]:
        """The positions of the events."""
        is_of_people = any(rows.get(name) for name in PEOPLE)
        return (self._of_people if is_of_people else self._while_playing).execute(database, rows)

    def at_open(self) -> Sequence[str]:
        """What a SQLite connection needs before its first commit; nothing that is kept in the file."""
        return [*self._while_playing.at_open(), *self._of_people.at_open()]


class _Statement:
    def __init__(self, dialect: Dialect, view: str, parts: Mapping[str, Part]) -> None:
        self._dialect = dialect
        self._is_sqlite = dialect.name == "sqlite"
        self._view = view
        self._parts = parts
        self._given = {
            name: GivenRows(part.table, part.columns, dialect, document=self._document(name))
            for name, part in parts.items()
        }
        self._encoders: dict[str, RowEncoder] = {name: given.encoder() for name, given in self._given.items()}
        self._sql, self._constants = (
            _sqlite_statement(view, parts) if self._is_sqlite else self._postgresql_statement()
        )

    def execute(self, database: WritingDatabase, rows: Mapping[str, Sequence[Row]]) -> Sequence[int]:
        documents = {
            name: encode(rows[name]) if rows.get(name) else None for name, encode in self._encoders.items()
        }
        parameters = tuple(documents.values()) if self._is_sqlite else {**self._constants, **documents}
        [[first]] = database.execute_alone(self._sql, parameters)
        return range(first, first + len(rows["events"])) if rows["events"] else ()

    def at_open(self) -> Sequence[str]:
        if not self._is_sqlite:
            return ()
        changes = [str(self._change(name).compile(dialect=self._dialect)) for name in self._parts]
        return view_that_writes(self._view, ["first", *self._parts], changes)

    def _document(self, name: str) -> ColumnElement[str]:
        if self._is_sqlite:
            return literal_column(f"NEW.{name}", String)
        return bindparam(name, type_=String)

    def _change(self, name: str) -> UpdateBase:
        part, given = self._parts[name], self._given[name]
        key, *others = part.columns
        match part.change:
            case "update":
                return update_given(part.table, given, key=key, replace=tuple(others))
            case "delete":
                return delete_given(part.table, given, key=key)
            case "replace":
                return upsert_given(part.table, given, self._dialect, replace=tuple(others))
            case _ if name == "events" and self._is_sqlite:
                return _insert_from_first_position(given)
            case _:
                return insert_given(part.table, given)

    def _postgresql_statement(self) -> tuple[str, Mapping[str, Any]]:
        """The lock is taken before there is a row to give a position."""
        lock = select(func.pg_advisory_xact_lock(APPEND_LOCK)).cte("lock")
        rows = self._given["events"].in_order().select_from(lock)
        new = insert(tables.events).from_select(STORED, rows).returning(tables.events.c.position)
        others = [self._change(name).cte(f"new_{name}") for name in self._parts if name != "events"]
        positions = new.cte("new_events")
        statement = select(func.min(positions.c.position)).add_cte(*others)
        compiled = statement.compile(dialect=self._dialect)
        return str(compiled), dict(compiled.params)


def _sqlite_statement(view: str, parts: Mapping[str, Part]) -> tuple[str, Mapping[str, Any]]:
    """The first position is settled before the trigger runs; AUTOINCREMENT's own count never goes back."""
    next_position = "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) + 1"
    marks = ", ".join("?" for _ in parts)
    names = ", ".join(parts)
    return f"INSERT INTO {view} (first, {names}) SELECT {next_position}, {marks} RETURNING first", {}


def _insert_from_first_position(given: GivenRows) -> Insert:
    first: ColumnElement[int] = literal_column("NEW.first")
    position = (first + given.index).label("position")
    return insert(tables.events).from_select(["position", *given.names], given.in_order(position))
