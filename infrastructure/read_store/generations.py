"""The generations of every read model: which one is read, which is being built, and how far each has come.

A broken generation stands still with its error, in whatever role it has. Only generations of the version
that the running code has are followed.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Update, and_, bindparam, delete, insert, or_, select, update

from infrastructure.read_store.schema import create_tables, drop_tables, names_of
from infrastructure.read_store.schema import generations as table
from projections.projector import Projector

Role = Literal["live", "building", "previous"]
Key = tuple[str, int]


@dataclass
class Generation:
    model: str
    number: int
    version: int
    role: Role
    position: int
    error: str | None
    rows_compared: int | None
    rows_differing: int | None
    tables: str
    started_at: float

    @property
    def key(self) -> Key:
        return self.model, self.number


def load(connection: Connection, model: str | None = None, *, is_to_change: bool = False) -> list[Generation]:
    query = select(table).order_by(table.c.model, table.c.number)
    if model is not None:
        query = query.where(table.c.model == model)
    if is_to_change:
        query = query.with_for_update()
    return [Generation(*row) for row in connection.execute(query)]


def of_role(known: Iterable[Generation], role: Role) -> Generation | None:
    return next((each for each in known if each.role == role), None)


def begin(connection: Connection, projector: Projector, role: Role, known: Iterable[Generation]) -> int:
    """A generation at position 0, with empty tables; its number."""
    number = max((each.number for each in known), default=0) + 1
    create_tables(connection, projector, number)
    row = {
        "model": projector.name,
        "number": number,
        "version": projector.version,
        "role": role,
        "position": 0,
        "tables": " ".join(names_of(projector)),
        "started_at": time.time(),
    }
    connection.execute(insert(table), row)
    return number


def forget(connection: Connection, generation: Generation) -> None:
    connection.execute(delete(table).where(_is(generation.key)))
    drop_tables(connection, generation.tables.split(), generation.number)


def move(connection: Connection, keys: Sequence[Key], begin: int, end: int) -> bool:
    """Whether all of them stood at `begin`: what lies between is applied once."""
    moved = connection.execute(_move(tuple(keys)), {"begin": begin, "end": end})
    return moved.rowcount == len(keys)


def stop(connection: Connection, key: Key, position: int, error: str | None) -> None:
    connection.execute(update(table).where(_is(key)).values(position=position, error=error))


def take_up_again(connection: Connection, known: Iterable[Generation], head: int) -> None:
    """What had stopped is tried again; what is ahead of the log follows another log, and stops."""
    for each in known:
        error = None if each.position <= head else f"Position {each.position} is past the end of the log."
        if error != each.error:
            stop(connection, each.key, each.position, error)


def give_role(connection: Connection, generation: Generation, role: Role) -> None:
    values: dict[str, str | None] = {"role": role}
    if role == "building":
        values |= {"rows_compared": None, "rows_differing": None, "error": None}
    connection.execute(update(table).where(_is(generation.key)).values(values))


def record_comparison(connection: Connection, key: Key, compared: int, differing: int) -> None:
    connection.execute(update(table).where(_is(key)).values(rows_compared=compared, rows_differing=differing))


def _is(key: Key) -> ColumnElement[bool]:
    model, number = key
    return and_(table.c.model == model, table.c.number == number)


@lru_cache
def _move(keys: tuple[Key, ...]) -> Update:
    stands = and_(table.c.position == bindparam("begin"), table.c.error.is_(None), table.c.role != "previous")
    return update(table).where(stands, or_(*map(_is, keys))).values(position=bindparam("end"))
