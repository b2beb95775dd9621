"""The orders that sounds are listed in, and the place of a sound in each of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, type_coerce

from projections.columns import microseconds
from projections.sounds.projector import sorted_title
from projections.sounds.queries import SoundEntry
from projections.sounds.tables import sounds as table


class Sort(StrEnum):
    NAME = "name"
    NEWEST = "newest"
    MOST_PLAYED = "most_played"
    RECENTLY_PLAYED = "recently_played"
    LENGTH = "length"


Key = int | str


@dataclass(frozen=True)
class Place:
    """Of a sound in an order: those with the same key are in the order in which they came."""

    key: Key
    position: int


COLUMNS: Mapping[Sort, ColumnElement[Any]] = {
    Sort.NAME: table.c.sorted_title,
    Sort.NEWEST: table.c.position,
    Sort.MOST_PLAYED: type_coerce(table.c.play_count, BigInteger),
    Sort.RECENTLY_PLAYED: type_coerce(table.c.last_played_at, BigInteger),
    Sort.LENGTH: table.c.duration_ms,
}

KEYS: Mapping[Sort, Callable[[SoundEntry], Key]] = {
    Sort.NAME: lambda entry: sorted_title(entry.title),
    Sort.NEWEST: lambda entry: entry.position,
    Sort.MOST_PLAYED: lambda entry: entry.play_count,
    Sort.RECENTLY_PLAYED: lambda entry: _microseconds(entry.last_played_at),
    Sort.LENGTH: lambda entry: entry.duration_ms,
}


def place_of(entry: SoundEntry, sort: Sort) -> Place:
    return Place(KEYS[sort](entry), entry.position)


def _microseconds(at: datetime | None) -> int:
    return 0 if at is None else microseconds(at)
