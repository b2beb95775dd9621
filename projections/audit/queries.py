"""What can be asked about what hosts did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from domain.identifiers import OPERATOR_ID
from projections.audit.tables import audit as table
from projections.members.tables import members


@dataclass(frozen=True)
class AuditEntry:
    """Who is gone has no name, nor has the command line. What was done for the board has no subject."""

    position: int
    """Its identity, and where the list goes on after this one."""
    at: datetime
    actor_id: UUID
    actor_name: str | None
    is_command_line: bool
    subject_id: UUID | None
    subject_name: str | None
    action: str
    reason: str
    details: Mapping[str, Any]


_actors, _subjects = members.alias("actors"), members.alias("subjects")

_entries = (
    select(
        table.c.position,
        table.c.at,
        table.c.actor_id,
        _actors.c.name.label("actor_name"),
        (table.c.actor_id == OPERATOR_ID).label("is_command_line"),
        table.c.subject_id,
        _subjects.c.name.label("subject_name"),
        table.c.action,
        table.c.reason,
        table.c.details,
    )
    .join_from(table, _actors, _actors.c.user_id == table.c.actor_id, isouter=True)
    .join(_subjects, _subjects.c.user_id == table.c.subject_id, isouter=True)
    .order_by(table.c.position.desc())
)


def audit(
    connection: Connection,
    after: int | None = None,
    limit: int = 50,
    offset: int = 0,
    *,
    actor_id: UUID | None = None,
    subject_id: UUID | None = None,
    action: str | None = None,
) -> Sequence[AuditEntry]:
    """Newest first; `after` is the position of the last one seen."""
    query = _entries.limit(limit).offset(offset)
    if after is not None:
        query = query.where(table.c.position < after)
    if actor_id is not None:
        query = query.where(table.c.actor_id == actor_id)
    if subject_id is not None:
        query = query.where(table.c.subject_id == subject_id)
    if action is not None:
        query = query.where(table.c.action == action)
    rows = connection.execute(query).mappings()
    return [AuditEntry(**{**row, "details": msgspec.json.decode(row["details"])}) for row in rows]
