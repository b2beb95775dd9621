"""How many sounds there are, how long they are, and how much room they take."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, case, cast, func, select

from projections.sounds.tables import sounds as table


@dataclass(frozen=True)
class SoundStatistics:
    """Of one type. What is in the trash counts where it says so, and takes room all the same."""

    sound_type: str
    sounds: int
    missing: int
    trashed: int
    normalized: int
    duration_ms: int
    original_bytes: int
    normalized_bytes: int


_is_kept = ~table.c.is_trashed


def _sum_where(condition: ColumnElement[bool], value: ColumnElement[int] | int = 1) -> ColumnElement[int]:
    """Sums of large integers are decimals on PostgreSQL."""
    return cast(func.sum(case((condition, value), else_=0)), table.c.size_bytes.type)


def sound_statistics(connection: Connection) -> Sequence[SoundStatistics]:
    """By type, those that there are sounds of."""
    query = (
        select(
            table.c.sound_type,
            _sum_where(_is_kept),
            _sum_where(_is_kept & table.c.is_missing),
            _sum_where(table.c.is_trashed),
            _sum_where(_is_kept & (table.c.normalized_size > 0)),
            _sum_where(_is_kept, table.c.duration_ms),
            cast(func.sum(table.c.size_bytes), table.c.size_bytes.type),
            cast(func.sum(table.c.normalized_size), table.c.size_bytes.type),
        )
        .group_by(table.c.sound_type)
        .order_by(table.c.sound_type)
    )
    return [SoundStatistics(*row) for row in connection.execute(query)]
