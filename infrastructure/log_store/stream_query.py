"""The one way in which a stream is read, of events and of snapshots."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, Select, Table, select

STORED = ("originator_id", "originator_version", "topic", "state")
"""In the order of the library's StoredEvent."""


def stored_columns(table: Table) -> tuple[Column[Any], ...]:
    return tuple(table.c[name] for name in STORED)


def stream_query(
    table: Table, originator_id: UUID | str, *, gt: int | None, lte: int | None, desc: bool, limit: int | None
) -> Select[Any]:
    version = table.c.originator_version
    query = select(*stored_columns(table)).where(table.c.originator_id == originator_id)
    if gt is not None:
        query = query.where(version > gt)
    if lte is not None:
        query = query.where(version <= lte)
    return query.order_by(version.desc() if desc else version).limit(limit)
