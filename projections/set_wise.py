"""Writing many rows with one statement, on SQLite and PostgreSQL alike."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Insert, Table, Update, bindparam, func, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from projections.many_rows import execute_many

Row = Mapping[str, Any]
Names = tuple[str, ...]


def insert_into(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    """With the database's own words for what to do about a key that is there already."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    execute_many(connection, _insert(table), rows)


def upsert(
    connection: Connection, table: Table, rows: Sequence[Row], *, replace: Names = (), add: Names = ()
) -> None:
    """A row whose key is there already gets the new values of `replace`, and the sums of `add`."""
    execute_many(connection, _upsert(table, connection.dialect.name, replace, add), rows)


def update_rows(
    connection: Connection,
    table: Table,
    rows: Sequence[Row],
    *,
    key: str,
    replace: Names = (),
    add: Names = (),
) -> None:
    """Changes the rows with these keys: None in `replace` leaves what is there; `add` is added to it."""
    named = [{f"_{name}": row[name] for name in row} for row in rows]
    execute_many(connection, _update(table, key, replace, add), named)


@lru_cache
def _insert(table: Table) -> Insert:
    return insert(table)


@lru_cache
def _upsert(table: Table, dialect: str, replace: Names, add: Names) -> Insert:
    statement = insert_into(table, dialect)
    changes: dict[str, ColumnElement[Any]] = {name: statement.excluded[name] for name in replace}
    changes |= {name: table.c[name] + statement.excluded[name] for name in add}
    keys = list(table.primary_key.columns)
    if not changes:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(index_elements=keys, set_=changes)


@lru_cache
def _update(table: Table, key: str, replace: Names, add: Names) -> Update:
    new = {name: bindparam(f"_{name}", type_=table.c[name].type) for name in (key, *replace, *add)}
    changes: dict[str, ColumnElement[Any]]
    changes = {name: func.coalesce(new[name], table.c[name]) for name in replace}
    changes |= {name: table.c[name] + new[name] for name in add}
    return update(table).where(table.c[key] == new[key]).values(changes)
