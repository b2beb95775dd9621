"""What can be asked about members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from projections.members.tables import members as table


@dataclass(frozen=True)
class Member:
    user_id: UUID
    name: str
    email: str
    role: str
    is_disabled: bool
    registered_at: datetime
    position: int
    """Where the list goes on after this one."""


_members = select(table)


def member(connection: Connection, user_id: UUID) -> Member | None:
    row = connection.execute(_members.where(table.c.user_id == user_id)).one_or_none()
    return None if row is None else Member(*row)


def members(
    connection: Connection, after: int | None = None, limit: int = 50, offset: int = 0
) -> Sequence[Member]:
    """In order of registration."""
    query = _members.order_by(table.c.position).limit(limit).offset(offset)
    if after is not None:
        query = query.where(table.c.position > after)
    return [Member(*row) for row in connection.execute(query)]
