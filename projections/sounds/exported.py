"""The sounds as another board may take them over: all of them, also those in the trash, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, false, select

from projections.members.tables import members
from projections.sounds.queries import SoundEntry, entry_of
from projections.sounds.tables import sounds as table


@dataclass(frozen=True)
class SoundToExport:
    entry: SoundEntry
    brought_in_by: str | None
    """The name; none of who is gone, nor of the board itself."""


_query: Select[*tuple[Any, ...]] = select(
    table, members.c.name.label("brought_in_by"), false().label("is_favourite")
).join_from(table, members, members.c.user_id == table.c.registered_by, isouter=True)


def sounds_to_export(connection: Connection, after: int, limit: int) -> Sequence[SoundToExport]:
    query = _query.where(table.c.position > after).order_by(table.c.position).limit(limit)
    return [_sound(row) for row in connection.execute(query)]


def sound_to_export(connection: Connection, sound_id: UUID) -> SoundToExport:
    """Of one that is there: no sound ever goes away."""
    return _sound(connection.execute(_query.where(table.c.sound_id == sound_id)).one())


def _sound(row: Row[*tuple[Any, ...]]) -> SoundToExport:
    return SoundToExport(entry_of(row), row.brought_in_by)
