"""Counts plays by sound and hour (UTC). A play counts once it has started.

Plays that a sound brought with it count in all, and in no hour of this board: they are in an hour before any.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, Table, case, func, select, update

from domain.play import Play
from domain.sound import Sound
from projections.given_rows import NO_JOIN, GivenRows, Prepared
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_into, upsert
from projections.top_sounds.tables import plays_by_hour, plays_in_all
from projections.writes import Writes

Plays = Counter[tuple[UUID, datetime]]

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class TopSoundsProjector(Projector):
    name = "top_sounds"
    version = 1
    tables = (plays_in_all, plays_by_hour)
    topics = frozenset({Sound.Registered.TOPIC, Sound.PlaysCarriedOver.TOPIC, Play.Started.TOPIC})

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        plays: Plays = Counter()
        registered: list[dict[str, Any]] = []
        for recorded in page:
            match recorded.event:
                case Sound.Registered(originator_id=id, sound_type=sound_type):
                    registered.append(_in_all(id, sound_type, 0, NEVER))
                case Sound.PlaysCarriedOver(originator_id=id, plays=carried_over):
                    plays[id, NEVER] += carried_over
                case Play.Started(sound_id=sound_id, timestamp=at):
                    plays[sound_id, _hour(at)] += 1
        upsert(writes, tables[plays_in_all], registered)
        if plays:
            _count(writes, tables, plays)


def _count(writes: Writes, tables: Tables, plays: Plays) -> None:
    """The latest hour first: each adds to the hours after it, and those of its own page are there by then."""
    by_hour = tables[plays_by_hour]
    in_all: dict[UUID, dict[str, Any]] = {}
    for hour in sorted({hour for _, hour in plays}, reverse=True):
        rows = [{"sound_id": id, "hour": hour, "plays": n} for (id, at), n in plays.items() if at == hour]
        writes.add(_add_to_hour(by_hour, writes.dialect), rows)
        writes.add(_add_to_later_hours(by_hour, writes.dialect), rows)
    for (id, hour), n in sorted(plays.items(), reverse=True):
        in_all.setdefault(id, _in_all(id, "", 0, hour))["plays"] += n
    writes.add(_add_in_all(tables[plays_in_all], writes.dialect), list(in_all.values()))


def _in_all(sound_id: UUID, sound_type: str, plays: int, last_hour: datetime) -> dict[str, Any]:
    return {"sound_id": sound_id, "sound_type": sound_type, "plays": plays, "last_hour": last_hour}


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


@lru_cache
def _add_to_hour(table: Table, dialect: Dialect) -> Prepared:
    given = GivenRows(table, ("sound_id", "hour", "plays"), dialect)
    new = given.as_table()
    earlier = table.alias()
    before = (
        select(earlier.c.plays_until)
        .where(earlier.c.sound_id == new.c.sound_id, earlier.c.hour < new.c.hour)
        .order_by(earlier.c.hour.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = select(new, func.coalesce(before, 0) + new.c.plays).where(NO_JOIN)
    statement = insert_into(table, dialect).from_select([*given.names, "plays_until"], rows)
    changes = {name: table.c[name] + statement.excluded.plays for name in ("plays", "plays_until")}
    return given.prepare(
        statement.on_conflict_do_update(index_elements=[table.c.sound_id, table.c.hour], set_=changes)
    )


@lru_cache
def _add_to_later_hours(table: Table, dialect: Dialect) -> Prepared:
    """Clocks differ: a play may come after one of the hour that follows."""
    given = GivenRows(table, ("sound_id", "hour", "plays"), dialect)
    new = given.as_table()
    is_later = (table.c.sound_id == new.c.sound_id) & (table.c.hour > new.c.hour)
    return given.prepare(update(table).where(is_later).values(plays_until=table.c.plays_until + new.c.plays))


@lru_cache
def _add_in_all(table: Table, dialect: Dialect) -> Prepared:
    names = tuple(_in_all(UUID(int=0), "", 0, NEVER))
    given = GivenRows(table, names, dialect)
    statement = insert_into(table, dialect).from_select(names, given.in_order())
    new = statement.excluded
    latest = case((new.last_hour > table.c.last_hour, new.last_hour), else_=table.c.last_hour)
    changes = {"plays": table.c.plays + new.plays, "last_hour": latest}
    return given.prepare(statement.on_conflict_do_update(index_elements=[table.c.sound_id], set_=changes))
