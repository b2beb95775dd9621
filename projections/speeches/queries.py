"""What can be asked about speeches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from projections.speeches.tables import speeches as table


@dataclass(frozen=True)
class SpeechEntry:
    speech_id: UUID
    state: str
    text: str
    voice: str
    speed: float
    title: str
    requested_by: UUID
    price: int
    requested_at: datetime
    ended_at: datetime | None
    sound_id: UUID | None
    """What it became."""
    reason: str
    position: int
    """Where the list goes on after this one."""


def speech(connection: Connection, speech_id: UUID) -> SpeechEntry | None:
    row = connection.execute(select(table).where(table.c.speech_id == speech_id)).one_or_none()
    return None if row is None else SpeechEntry(*row)


def speeches_of(
    connection: Connection, user_id: UUID, after: int | None = None, limit: int = 20
) -> Sequence[SpeechEntry]:
    """Newest first; `after` is the position of the last one seen."""
    query = select(table).where(table.c.requested_by == user_id)
    if after is not None:
        query = query.where(table.c.position < after)
    return [
        SpeechEntry(*row) for row in connection.execute(query.order_by(table.c.position.desc()).limit(limit))
    ]
