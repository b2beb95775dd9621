"""A page of the log in one row: a row for each event would be a wait for the interpreter's lock each."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import Notification
from sqlalchemy import Connection, Dialect, Select, Text, bindparam, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.exc import DataError, OperationalError

from infrastructure.log_store.stream_query import stored_columns
from infrastructure.log_store.tables import events

END_OF_TIME = 2**62
"""A position that no log will reach."""

_decoder = msgspec.json.Decoder(list[tuple[UUID, int, str, str, int]])


def read_page(
    connection: Connection, *, after: int, until: int | None, most: int, topics: Sequence[str]
) -> Sequence[Notification]:
    """In the order of their positions; of these topics, or of all where none is named.

    Where one of them is no text, as after damage, they come row by row: whoever reads that one will say so.
    """
    bounds = {"after": after, "until": END_OF_TIME if until is None else until, "most": most}
    try:
        document = connection.execute(_in_one_row(connection.dialect, tuple(topics)), bounds).scalar_one()
    except (DataError, OperationalError):
        connection.rollback()
        return [Notification(*tuple(row)) for row in connection.execute(_page(tuple(topics)), bounds)]
    return [
        Notification(id, version, topic, state.encode(), position)
        for id, version, topic, state, position in _decoder.decode(document or "[]")
    ]


@lru_cache
def _page(topics: tuple[str, ...]) -> Select[Any]:
    return (
        select(*stored_columns(events), events.c.position)
        .where(events.c.position > bindparam("after"), events.c.position <= bindparam("until"))
        .where(*([events.c.topic.in_(topics)] if topics else []))
        .order_by(events.c.position)
        .limit(bindparam("most"))
    )


@lru_cache
def _in_one_row(dialect: Dialect, topics: tuple[str, ...]) -> Select[Any]:
    page = _page(topics).subquery()
    id, version, topic, state, position = page.c
    if dialect.name == "sqlite":
        each = func.json_array(id, version, topic, cast(state, Text), position)
        return select(func.json_group_array(each)).select_from(page)
    text = func.convert_from(state, literal_column("'UTF8'"))
    each = func.json_build_array(id, version, topic, text, position)
    return select(cast(func.json_agg(aggregate_order_by(each, position)), Text)).select_from(page)
