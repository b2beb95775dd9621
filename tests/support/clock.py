"""Time that stands until a test moves it."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


class StandingClock:
    def __init__(self, at: datetime = NOON) -> None:
        self._now = at

    def now(self) -> datetime:
        return self._now

    def advance(self, **passed: float) -> None:
        self._now += timedelta(**passed)
