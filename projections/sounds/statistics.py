"""How many sounds there are, how long they are, and how much room they take."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, case, cast, func, select

from projections.sounds.tables import sounds as table


@dataclass(frozen=True)
class SoundStatistics:
    """Of sounds that are alike."""

    sound_type: str
    is_trashed: bool
    is_missing: bool
    sounds: int
    normalized: int
    duration_ms: int
    original_bytes: int
    normalized_bytes: int


def sound_statistics(connection: Connection) -> Sequence[SoundStatistics]:
    """For each type, in the trash or not, missing or not: where there are any."""
    kind = (table.c.sound_type, table.c.is_trashed, table.c.is_missing)
    sums = (
        func.sum(case((table.c.normalized_size > 0, 1), else_=0)),
        func.sum(table.c.duration_ms),
        func.sum(table.c.size_bytes),
        func.sum(table.c.normalized_size),
    )
    query = select(*kind, func.count(), *(cast(each, BigInteger) for each in sums)).group_by(*kind)
    return [SoundStatistics(*row) for row in connection.execute(query.order_by(*kind))]
