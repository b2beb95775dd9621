"""What can be asked of the sound catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from projections.sounds.tables import sounds as table


@dataclass(frozen=True)
class SoundEntry:
    sound_id: UUID
    sound_type: str
    title: str
    path: str
    size_bytes: int
    duration_ms: int
    sha256: str
    is_missing: bool
    registered_at: datetime
    registered_by: UUID
    play_count: int
    last_played_at: datetime | None
    position: int
    """Where the list goes on after this one."""


@dataclass(frozen=True)
class KnownFile:
    sound_id: UUID
    sha256: str
    is_missing: bool


_sounds = select(table)


def sound(connection: Connection, sound_id: UUID) -> SoundEntry | None:
    row = connection.execute(_sounds.where(table.c.sound_id == sound_id)).one_or_none()
    return None if row is None else SoundEntry(*row)


def sounds_of_types(
    connection: Connection,
    types: Sequence[str] | None = None,
    after: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Sequence[SoundEntry]:
    """Newest first; `after` is the position of the last one seen; None for sounds of every type."""
    query = _sounds.order_by(table.c.position.desc()).limit(limit).offset(offset)
    if types is not None:
        query = query.where(table.c.sound_type.in_(types))
    if after is not None:
        query = query.where(table.c.position < after)
    return [SoundEntry(*row) for row in connection.execute(query)]


def known_files(connection: Connection) -> Mapping[str, KnownFile]:
    """By path. Where two sounds had one path, the newer."""
    query = select(table.c.path, table.c.sound_id, table.c.sha256, table.c.is_missing).order_by(
        table.c.position
    )
    return {path: KnownFile(*rest) for path, *rest in connection.execute(query)}
