"""What the room likes."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from fastapi import Depends, Query

from api.dependencies import Server, caught_up
from api.doors import doors
from domain.values import SoundType
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
