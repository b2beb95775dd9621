"""What can be asked about what became of a sound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, func, select

from domain.identifiers import OPERATOR_ID, SYSTEM_ID
from projections.members.tables import members
from projections.sound_history.tables import sound_history as table


@dataclass(frozen=True)
class SoundChange:
    """Who is gone has no name, nor has the command line, nor what the board did by itself."""

    position: int
    """Its identity, and where the list goes on after this one."""
    at: datetime
    actor_id: UUID | None
    actor_name: str | None
    is_command_line: bool
    is_by_itself: bool
    change: str
    details: Mapping[str, Any]


def _is(actor_id: UUID) -> Any:
    return func.coalesce(table.c.actor_id == actor_id, False)


_changes = (
    select(
        table.c.position,
        table.c.at,
        table.c.actor_id,
        members.c.name.label("actor_name"),
        _is(OPERATOR_ID).label("is_command_line"),
        _is(SYSTEM_ID).label("is_by_itself"),
        table.c.change,
        table.c.details,
    )
    .join_from(table, members, members.c.user_id == table.c.actor_id, isouter=True)
    .order_by(table.c.position.desc())
)


def changes_of_sound(
    connection: Connection, sound_id: UUID, after: int | None = None, limit: int = 50, offset: int = 0
) -> Sequence[SoundChange]:
    """Newest first; `after` is the position of the last one seen."""
    query = _changes.where(table.c.sound_id == sound_id).limit(limit).offset(offset)
    if after is not None:
        query = query.where(table.c.position < after)
    rows = connection.execute(query).mappings()
    return [SoundChange(**{**row, "details": msgspec.json.decode(row["details"])}) for row in rows]
