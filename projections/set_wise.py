"""Writing many rows with one statement, on SQLite and PostgreSQL alike. No two rows have the same key."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Dialect,
    Insert,
    Table,
    Update,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from projections.given_rows import GivenRows, Names, Prepared, Row
from projections.writes import Writes


def insert_into(table: Table, dialect: Dialect) -> sqlite.Insert | postgresql.Insert:
    """With the database's own words for what to do about a key that is there already."""
    return sqlite.insert(table) if dialect.name == "sqlite" else postgresql.insert(table)


def insert_rows(writes: Writes, table: Table, rows: Sequence[Row]) -> None:
    """In the order in which they are given."""
    if rows:
        writes.add(_insert(table, tuple(rows[0]), writes.dialect), rows)


def upsert(
    writes: Writes, table: Table, rows: Sequence[Row], *, replace: Names = (), add: Names = ()
) -> None:
    """A row whose key is there already gets the new values of `replace`, and the sums of `add`."""
    if rows:
        writes.add(_upsert(table, tuple(rows[0]), replace, add, writes.dialect), rows)


def update_rows(
    writes: Writes,
    table: Table,
    rows: Sequence[Row],
    *,
    key: str,
    replace: Names = (),
    add: Names = (),
) -> None:
    """Changes the rows with these keys: None in `replace` leaves what is there; `add` is added to it."""
    if rows:
        writes.add(_update(table, key, replace, add, writes.dialect), rows)


def delete_rows(writes: Writes, table: Table, rows: Sequence[Row], *, key: str | Names) -> None:
    """Those with these keys, as far as they are there."""
    if rows:
        writes.add(_delete(table, key, writes.dialect), rows)


@lru_cache
def _insert(table: Table, names: Names, dialect: Dialect) -> Prepared:
    given = GivenRows(table, names, dialect)
    return given.prepare(insert_given(table, given))


@lru_cache
def _upsert(table: Table, names: Names, replace: Names, add: Names, dialect: Dialect) -> Prepared:
    given = GivenRows(table, names, dialect)
    return given.prepare(upsert_given(table, given, dialect, replace=replace, add=add))


@lru_cache
def _update(table: Table, key: str, replace: Names, add: Names, dialect: Dialect) -> Prepared:
    given = GivenRows(table, (key, *replace, *add), dialect)
    return given.prepare(update_given(table, given, key=key, replace=replace, add=add))


@lru_cache
def _delete(table: Table, key: str | Names, dialect: Dialect) -> Prepared:
    given = GivenRows(table, (key,) if isinstance(key, str) else key, dialect)
    return given.prepare(delete_given(table, given, key=key))


def insert_given(table: Table, given: GivenRows) -> Insert:
    return insert(table).from_select(given.names, given.in_order(), include_defaults=False)


def upsert_given(
    table: Table, given: GivenRows, dialect: Dialect, *, replace: Names = (), add: Names = ()
) -> Insert:
    statement = insert_into(table, dialect).from_select(given.names, given.in_order(), include_defaults=False)
    changes: dict[str, ColumnElement[Any]] = {name: statement.excluded[name] for name in replace}
    changes |= {name: table.c[name] + statement.excluded[name] for name in add}
    keys = list(table.primary_key.columns)
    if not changes:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(index_elements=keys, set_=changes)


def update_given(table: Table, given: GivenRows, *, key: str, replace: Names = (), add: Names = ()) -> Update:
    new = given.as_table()
    changes: dict[str, ColumnElement[Any]]
    changes = {name: func.coalesce(new.c[name], table.c[name]) for name in replace}
    changes |= {name: table.c[name] + new.c[name] for name in add}
    return update(table).where(table.c[key] == new.c[key]).values(changes)


def delete_given(table: Table, given: GivenRows, *, key: str | Names) -> Delete:
    gone = given.as_table()
    if isinstance(key, str):
        return delete(table).where(table.c[key].in_(select(gone.c[key])))
    columns = tuple_(*(table.c[name] for name in key))
    return delete(table).where(columns.in_(select(*(gone.c[name] for name in key))))
