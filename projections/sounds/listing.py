"""Lists of sounds: filtered, searched, in an order, a page at a time.

What is on a page is found without a look at any row: each order is an index that has what is filtered by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Dialect, Select, and_, select, tuple_

from projections.favourites.tables import favourites
from projections.sound_search.queries import NOTHING, Sought, are_more
from projections.sounds.orders import COLUMNS, Place, Sort
from projections.sounds.queries import SoundEntry, entry_of, with_favourites
from projections.sounds.tables import sounds as table

FEW = 2_000
"""Sounds that are sooner put in order than looked for in an order."""


@dataclass(frozen=True)
class Wanted:
    """What is on the list. Nothing is left out but for what is said here."""

    types: Sequence[str] | None = None
    sought: Sought = NOTHING
    favourites_of: UUID | None = None
    trashed: bool = False
    missing: bool | None = None


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
    key = COLUMNS[sort]
    page = _wanted(connection, wanted, key)
    if after is not None:
        place, last = tuple_(key, table.c.position), tuple_(after.key, after.position)
        page = page.where(place < last if descending else place > last)
    found = _ordered(page, key, table.c.position, descending=descending).limit(limit).offset(offset)
    on_it = found.subquery("page")
    query = with_favourites(user_id).join(on_it, on_it.c.position == table.c.position)
    rows = connection.execute(_ordered(query, on_it.c.key, on_it.c.position, descending=descending))
    return [entry_of(row) for row in rows]


def _wanted(connection: Connection, wanted: Wanted, key: ColumnElement[object]) -> Select[object, int]:
    query = select(key.label("key"), table.c.position).where(*_filters(wanted))
    if wanted.favourites_of is not None:
        is_theirs = and_(
            favourites.c.sound_id == table.c.sound_id, favourites.c.user_id == wanted.favourites_of
        )
        query = query.join_from(favourites, table, is_theirs)
    if not wanted.sought:
        return query
    if wanted.favourites_of is None and not are_more(connection, wanted.sought, FEW):
        few = wanted.sought.positions(connection.dialect).cte("few").prefix_with("MATERIALIZED")
        return query.join_from(few, table, few.c.position == table.c.position)
    return query.where(_is_found(wanted.sought, connection.dialect))


def _is_found(what: Sought, dialect: Dialect) -> ColumnElement[bool]:
    """Asked of one sound after the other, in their order: all that are found are known before the first.

    Left as a bare IN, databases would look up each that is found, and put all of them in order.
    """
    return table.c.position.in_(what.positions(dialect)).is_(True)


def _filters(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = [table.c.is_trashed == wanted.trashed]
    if wanted.types is not None:
        filters.append(table.c.sound_type.in_(wanted.types))
    if wanted.missing is not None:
        filters.append(table.c.is_missing == wanted.missing)
    return filters


def _ordered(
    query: Select[*tuple[object, ...]],
    key: ColumnElement[object],
    position: ColumnElement[int],
    *,
    descending: bool,
) -> Select[*tuple[object, ...]]:
    return query.order_by(*(each.desc() if descending else each.asc() for each in (key, position)))
