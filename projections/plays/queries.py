"""What can be asked of the history of plays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from projections.plays.tables import plays as table


@dataclass(frozen=True)
class PlayEntry:
    play_id: UUID
    sound_id: UUID
    requested_by: UUID | None
    state: str
    price: int
    requested_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    reason: str
    position: int
    """Where the list goes on after this one."""


_plays = select(table)


def play(connection: Connection, play_id: UUID) -> PlayEntry | None:
    row = connection.execute(_plays.where(table.c.play_id == play_id)).one_or_none()
    return None if row is None else PlayEntry(*row)


def plays(
    connection: Connection,
    after: int | None = None,
    limit: int = 50,
    only_of: UUID | None = None,
    offset: int = 0,
    *,
    sound_id: UUID | None = None,
) -> Sequence[PlayEntry]:
    """Newest request first; `after` is the position of the last one seen."""
    query = _plays.order_by(table.c.position.desc()).limit(limit).offset(offset)
    if only_of is not None:
        query = query.where(table.c.requested_by == only_of)
    if sound_id is not None:
        query = query.where(table.c.sound_id == sound_id)
    if after is not None:
        query = query.where(table.c.position < after)
    return [PlayEntry(*row) for row in connection.execute(query)]
