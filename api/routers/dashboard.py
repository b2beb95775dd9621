"""What the room likes, and what there is to like."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import BaseModel

from api.dependencies import Server, caught_up
from api.doors import doors
from domain.values import SoundType
from projections.sounds.statistics import SoundStatistics, sound_statistics
from projections.top_sounds.queries import TopSound, top_sounds

router = doors("/dashboard", "dashboard")

TOP_MAX = 100


class Period(StrEnum):
    TODAY = "today"
    ONE_DAY = "1_day"
    ONE_WEEK = "1_week"
    ONE_MONTH = "1_month"
    ONE_YEAR = "1_year"
    ALL_TIME = "all_time"


LENGTHS = {
    Period.ONE_DAY: timedelta(days=1),
    Period.ONE_WEEK: timedelta(weeks=1),
    Period.ONE_MONTH: timedelta(days=30),
    Period.ONE_YEAR: timedelta(days=365),
}


@router.get("/top-sounds", dependencies=[Depends(caught_up("top_sounds", "sounds"))])
async def get_top_sounds(
    server: Server,
    sound_type: SoundType | Literal["all"] = "all",
    period: Period = Period.ALL_TIME,
    limit: Annotated[int, Query(ge=1, le=TOP_MAX)] = 10,
) -> list[TopSound]:
    """The most played sounds of a period, by whole hours, UTC."""
    wanted = None if sound_type == "all" else sound_type
    return list(await server.queries.ask(top_sounds, wanted, beginning_of(period, datetime.now(UTC)), limit))


class Storage(BaseModel):
    """Bytes. What is in the trash takes room too."""

    originals: int
    normalized: int


class Totals(BaseModel):
    """`sounds`, `missing`, `normalized` and `duration_ms` are of those that are not in the trash."""

    sounds: int
    missing: int
    trashed: int
    normalized: int
    duration_ms: int
    storage_bytes: Storage


class SoundboardStatistics(Totals):
    by_type: Mapping[str, Totals]
    playlists: int = 0
    """There are none yet."""


@router.get("/soundboard-statistics", dependencies=[Depends(caught_up("sounds"))])
async def get_soundboard_statistics(server: Server) -> SoundboardStatistics:
    """How many sounds there are, how long they are and how much room they take, in all and by type."""
    found = await server.queries.ask(sound_statistics)
    by_type = {str(kind): _totals([each for each in found if each.sound_type == kind]) for kind in SoundType}
    return SoundboardStatistics(**dict(_totals(found)), by_type=by_type)


def _totals(found: Sequence[SoundStatistics]) -> Totals:
    kept = [each for each in found if not each.is_trashed]
    return Totals(
        sounds=sum(each.sounds for each in kept),
        missing=sum(each.sounds for each in kept if each.is_missing),
        trashed=sum(each.sounds for each in found if each.is_trashed),
        normalized=sum(each.normalized for each in kept),
        duration_ms=sum(each.duration_ms for each in kept),
        storage_bytes=Storage(
            originals=sum(each.original_bytes for each in found),
            normalized=sum(each.normalized_bytes for each in found),
        ),
    )


def beginning_of(period: Period, now: datetime) -> datetime | None:
    """The hour a period begins in; None for all time."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    match period:
        case Period.ALL_TIME:
            return None
        case Period.TODAY:
            return hour.replace(hour=0)
        case _:
            return hour - LENGTHS[period]
