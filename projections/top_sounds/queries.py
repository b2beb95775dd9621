"""Which sounds were played most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, desc, func, select

from projections.sounds.tables import sounds
from projections.top_sounds.tables import plays_by_hour as hours
from projections.top_sounds.tables import plays_in_all as totals


@dataclass(frozen=True)
class TopSound:
    sound_id: UUID
    sound_type: str
    title: str
    plays: int


def top_sounds(
    connection: Connection, sound_type: str | None = None, since: datetime | None = None, limit: int = 10
) -> Sequence[TopSound]:
    """Most played first, since the beginning of the hour of `since`, or in all."""
    most = select(totals.c.sound_id, totals.c.sound_type, _plays_since(since).label("plays"))
    most = most.where(totals.c.plays > 0) if since is None else most.where(totals.c.last_hour >= _hour(since))
    if sound_type is not None:
        most = most.where(totals.c.sound_type == sound_type)
    top = most.order_by(desc("plays"), totals.c.sound_id.desc()).limit(limit).subquery()
    query = (
        select(top.c.sound_id, top.c.sound_type, func.coalesce(sounds.c.title, ""), top.c.plays)
        .join_from(top, sounds, sounds.c.sound_id == top.c.sound_id, isouter=True)
        .order_by(top.c.plays.desc(), top.c.sound_id.desc())
    )
    return [TopSound(*row) for row in connection.execute(query)]


def _plays_since(since: datetime | None) -> ColumnElement[int]:
    if since is None:
        return totals.c.plays
    before = (
        select(hours.c.plays_until)
        .where(hours.c.sound_id == totals.c.sound_id, hours.c.hour < _hour(since))
        .order_by(hours.c.hour.desc())
        .limit(1)
        .scalar_subquery()
    )
    return totals.c.plays - func.coalesce(before, 0)


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
