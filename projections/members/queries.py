"""What can be asked about members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, or_, select

from domain.values import Plan
from projections.members.searched import searched
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
    plan: str


_members = select(
    table.c.user_id,
    table.c.name,
    table.c.email,
    table.c.role,
    table.c.is_disabled,
    table.c.registered_at,
    table.c.position,
    func.coalesce(table.c.plan, str(Plan.FREE)),
)
"""Without a plan are the rows of an older version, while this one is being built."""


def member(connection: Connection, user_id: UUID) -> Member | None:
    row = connection.execute(_members.where(table.c.user_id == user_id)).one_or_none()
    return None if row is None else Member(*row)


def members(
    connection: Connection,
    after: int | None = None,
    limit: int = 50,
    offset: int = 0,
    *,
    search: str | None = None,
    plan: str | None = None,
    is_disabled: bool | None = None,
) -> Sequence[Member]:
    """Newest first; `search` is a part of a name or an address."""
    query = _members.order_by(table.c.position.desc()).limit(limit).offset(offset)
    if after is not None:
        query = query.where(table.c.position < after)
    if search is not None:
        part = searched(search)
        places = (table.c.searched_name, table.c.searched_email)
        query = query.where(or_(*(place.contains(part, autoescape=True) for place in places)))
    if plan is not None:
        query = query.where(table.c.plan == plan)
    if is_disabled is not None:
        query = query.where(table.c.is_disabled == is_disabled)
    return [Member(*row) for row in connection.execute(query)]
