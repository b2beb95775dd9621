"""Counts plays by sound and hour (UTC). A play counts once it has started."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Insert, Table, Update, bindparam, case, func, select, update

from domain.play import Play
from domain.sound import Sound
from projections.many_rows import execute_many
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_into, upsert
from projections.top_sounds.tables import plays_by_hour, plays_in_all

Plays = Counter[tuple[UUID, datetime]]

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class TopSoundsProjector(Projector):
    name = "top_sounds"
    version = 1
    tables = (plays_in_all, plays_by_hour)
    topics = frozenset({Sound.Registered.TOPIC, Play.Started.TOPIC})

    def project(self, connection: Connection, tables: Tables, page: Sequence[Recorded]) -> None:
        plays: Plays = Counter()
        registered: list[dict[str, Any]] = []
        for recorded in page:
            match recorded.event:
                case Sound.Registered(originator_id=id, sound_type=sound_type):
                    registered.append(_in_all(id, sound_type, 0, NEVER))
                case Play.Started(sound_id=sound_id, timestamp=at):
                    plays[sound_id, _hour(at)] += 1
        upsert(connection, tables[plays_in_all], registered)
        if plays:
            _count(connection, tables, plays)


def _count(connection: Connection, tables: Tables, plays: Plays) -> None:
    """The latest hour first: each adds to the hours after it, and those of its own page are there by then."""
    in_all, by_hour = tables[plays_in_all], tables[plays_by_hour]
    latest_first = sorted(plays, reverse=True)
    hours = [{"_id": id, "_hour": hour, "_plays": plays[id, hour]} for id, hour in latest_first]
    execute_many(connection, _add_to_hour(by_hour, connection.dialect.name), hours)
    execute_many(connection, _add_to_later_hours(by_hour), hours)
    totals = [_in_all(id, "", plays[id, hour], hour) for id, hour in latest_first]
    execute_many(connection, _add_in_all(in_all, connection.dialect.name), totals)


def _in_all(sound_id: UUID, sound_type: str, plays: int, last_hour: datetime) -> dict[str, Any]:
    return {"sound_id": sound_id, "sound_type": sound_type, "plays": plays, "last_hour": last_hour}


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


@lru_cache
def _add_to_hour(table: Table, dialect: str) -> Insert:
    id, hour, plays = _new(table)
    earlier = table.alias()
    before = (
        select(earlier.c.plays_until)
        .where(earlier.c.sound_id == id, earlier.c.hour < hour)
        .order_by(earlier.c.hour.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = insert_into(table, dialect).values(
        {"sound_id": id, "hour": hour, "plays": plays, "plays_until": func.coalesce(before, 0) + plays}
    )
    changes = {name: table.c[name] + statement.excluded.plays for name in ("plays", "plays_until")}
    return statement.on_conflict_do_update(index_elements=[table.c.sound_id, table.c.hour], set_=changes)


@lru_cache
def _add_to_later_hours(table: Table) -> Update:
    """Clocks differ: a play may come after one of the hour that follows."""
    id, hour, plays = _new(table)
    is_later = (table.c.sound_id == id) & (table.c.hour > hour)
    return update(table).where(is_later).values(plays_until=table.c.plays_until + plays)


@lru_cache
def _add_in_all(table: Table, dialect: str) -> Insert:
    statement = insert_into(table, dialect)
    new = statement.excluded
    latest = case((new.last_hour > table.c.last_hour, new.last_hour), else_=table.c.last_hour)
    return statement.on_conflict_do_update(
        index_elements=[table.c.sound_id],
        set_={"plays": table.c.plays + new.plays, "last_hour": latest},
    )


def _new(table: Table) -> tuple[BindParameter[Any], BindParameter[Any], BindParameter[Any]]:
    return (
        bindparam("_id", type_=table.c.sound_id.type),
        bindparam("_hour", type_=table.c.hour.type),
        bindparam("_plays", type_=table.c.plays.type),
    )
