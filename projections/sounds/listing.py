"""Lists of sounds: filtered, searched, in an order, a page at a time.

What is on a page is found without a look at any row: each order is an index that has what is filtered by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Dialect, Select, and_, func, select, tuple_

from projections.favourites.tables import favourites
from projections.sound_search.queries import NOTHING, Sought, count
from projections.sounds.orders import COLUMNS, Place, Sort
from projections.sounds.queries import SoundEntry, entry_of, with_favourites
from projections.sounds.tables import sounds as table

FEW = 2_000
"""Sounds that are sooner put in order than looked for in an order."""

MANY = 25_000
"""So many are met soon enough in any order: SQLite does not list them all first."""


@dataclass(frozen=True)
class Wanted:
    """What is on the list. Nothing is left out but for what is said here."""

    types: Sequence[str] | None = None
    sought: Sought = NOTHING
    favourites_of: UUID | None = None
    trashed: bool = False
    missing: bool | None = None


@dataclass(frozen=True)
class _Candidates:
    """Sounds that may be on the list, by key and position."""

    query: Select[Any, int]
    key: ColumnElement[Any]
    position: ColumnElement[int]

    def after(self, place: Place, *, descending: bool) -> Select[Any, int]:
        if self.key is self.position:
            return self.query.where(self.key < place.key if descending else self.key > place.key)
        here, there = tuple_(self.key, self.position), tuple_(place.key, place.position)
        return self.query.where(here < there if descending else here > there)


def sounds(
    connection: Connection,
    wanted: Wanted = Wanted(),
    sort: Sort = Sort.NEWEST,
    *,
    descending: bool = True,
    after: Place | None = None,
    limit: int = 50,
    offset: int = 0,
    user_id: UUID | None = None,
) -> Sequence[SoundEntry]:
    """As this user sees them; `after` is the place of the last one seen, in the same order."""
    found = _candidates(connection, wanted, sort)
    page = found.query if after is None else found.after(after, descending=descending)
    page = page.order_by(*_in_order(found.key, found.position, descending=descending))
    on_it = page.limit(limit).offset(offset).subquery("page")
    query = with_favourites(user_id).join(on_it, on_it.c.position == table.c.position)
    rows = connection.execute(
        query.order_by(*_in_order(on_it.c.key, on_it.c.position, descending=descending))
    )
    return [entry_of(row) for row in rows]


def _candidates(connection: Connection, wanted: Wanted, sort: Sort) -> _Candidates:
    key, what, dialect = COLUMNS[sort], wanted.sought, connection.dialect
    query = select(key.label("key"), table.c.position.label("position"))
    in_order, found_first = (
        query.where(*_filters(wanted, is_trashed))
        for is_trashed in (table.c.is_trashed, _without_index(table.c.is_trashed))
    )
    if wanted.favourites_of is not None:
        query = _from_favourites(found_first, wanted.favourites_of)
        query = query.where(_is_found(what, dialect)) if what else query
    elif not what:
        query = in_order
    elif sort is Sort.NEWEST and dialect.name == "sqlite":
        return _newest_found(found_first, what, dialect)
    elif (found_at_most := count(connection, what, MANY)) > FEW:
        is_met_soon = dialect.name == "sqlite" and found_at_most == MANY
        is_found = what.is_of(table.c.position) if is_met_soon else _is_found(what, dialect)
        query = in_order.where(is_found)
    else:
        found = what.positions(dialect).cte("found").prefix_with("MATERIALIZED", dialect="postgresql")
        query = found_first.join_from(found, table, found.c.position == table.c.position)
    return _Candidates(query, key, table.c.position)


def _from_favourites(query: Select[Any, int], user_id: UUID) -> Select[Any, int]:
    is_theirs = and_(favourites.c.sound_id == table.c.sound_id, favourites.c.user_id == user_id)
    return query.join_from(favourites, table, is_theirs)


def _newest_found(query: Select[Any, int], what: Sought, dialect: Dialect) -> _Candidates:
    """FTS5 finds in the order of its keys, up or down, and goes no further than is asked."""
    found = what.positions(dialect).subquery("found")
    position = found.c.position
    query = query.with_only_columns(position.label("key"), position.label("position"))
    query = query.join_from(found, table, position == table.c.position)
    return _Candidates(query, position, position)


def _is_found(what: Sought, dialect: Dialect) -> ColumnElement[bool]:
    """SQLite asks this of one sound after the other, in their order, once it knows all that are found.

    As a bare IN it would look up each that is found, and put all of them in order. PostgreSQL knows better.
    """
    is_found = table.c.position.in_(what.positions(dialect))
    return is_found.is_(True) if dialect.name == "sqlite" else is_found


def _without_index(column: ColumnElement[bool]) -> ColumnElement[bool]:
    """Where few are found otherwise, no order of all sounds is gone through."""
    return func.coalesce(column, False)


def _filters(wanted: Wanted, is_trashed: ColumnElement[bool]) -> Sequence[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = [is_trashed == wanted.trashed]
    if wanted.types is not None:
        filters.append(table.c.sound_type.in_(wanted.types))
    if wanted.missing is not None:
        filters.append(table.c.is_missing == wanted.missing)
    return filters


def _in_order(
    key: ColumnElement[Any], position: ColumnElement[int], *, descending: bool
) -> Sequence[ColumnElement[Any]]:
    columns = [key] if key is position else [key, position]
    return [each.desc() if descending else each.asc() for each in columns]
