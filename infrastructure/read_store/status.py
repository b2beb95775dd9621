"""What the admin page, `/health` and metrics say about read models."""

from dataclasses import dataclass
from datetime import UTC, datetime

from infrastructure.read_store.generations import Generation, load
from infrastructure.read_store.pages import LogPages
from infrastructure.read_store.read_database import ReadDatabase


@dataclass(frozen=True)
class GenerationStatus:
    """`state` is the role (live, building, previous), or broken. On PostgreSQL the lag counts gaps."""

    model: str
    number: int
    version: int
    role: str
    state: str
    position: int
    head: int
    lag_events: int
    error: str | None
    rows_compared: int | None
    rows_differing: int | None
    started_at: datetime


@dataclass(frozen=True)
class Lag:
    """How far what is read is behind the log: in events, and the age of the oldest that is missing."""

    model: str
    position: int
    events: int
    seconds: float
    error: str | None


def statuses(readers: ReadDatabase, log: LogPages) -> list[GenerationStatus]:
    known = readers.run(load)
    head = log.last_position()
    return [_status(each, head) for each in known]


def lags(readers: ReadDatabase, log: LogPages) -> list[Lag]:
    live = [each for each in readers.run(load) if each.role == "live"]
    head = log.last_position()
    ages = {position: _age_after(position, log) for position in {each.position for each in live}}
    return [
        Lag(each.model, each.position, max(0, head - each.position), ages[each.position], each.error)
        for each in live
    ]


def _status(generation: Generation, head: int) -> GenerationStatus:
    return GenerationStatus(
        model=generation.model,
        number=generation.number,
        version=generation.version,
        role=generation.role,
        state=generation.role if generation.error is None else "broken",
        position=generation.position,
        head=head,
        lag_events=max(0, head - generation.position),
        error=generation.error,
        rows_compared=generation.rows_compared,
        rows_differing=generation.rows_differing,
        started_at=datetime.fromtimestamp(generation.started_at, UTC),
    )


def _age_after(position: int, log: LogPages) -> float:
    missing = log.after(position, limit=1).all()
    if not missing:
        return 0.0
    return max(0.0, (datetime.now(UTC) - missing[0].event.timestamp).total_seconds())
