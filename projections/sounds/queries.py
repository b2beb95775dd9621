"""What can be asked of the sound catalogue about one sound, and about files."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, select

from projections.columns import NEVER
from projections.favourites.tables import favourites
from projections.sounds.tables import sounds as table


@dataclass(frozen=True)
class SoundEntry:
    sound_id: UUID
    sound_type: str
    title: str
    description: str
    tags: Sequence[str]
    colour: str
    path: str
    original_name: str
    size_bytes: int
    sha256: str
    file_ms: int
    """Of the file as it was brought in."""
    duration_ms: int
    """Of what is heard."""
    gain_db: float
    start_ms: int
    end_ms: int | None
    """None for the end of the file."""
    is_normalized: bool
    normalized_filename: str
    normalized_duration: int
    normalized_size: int
    normalized_hash: str
    normalization: Mapping[str, Any]
    """Method, loudness before and after (LUFS, dBTP, LU), target."""
    normalizing_failed: str
    is_missing: bool
    is_trashed: bool
    registered_at: datetime
    registered_by: UUID
    play_count: int
    last_played_at: datetime | None
    position: int
    """Where it came in the log."""
    is_favourite: bool
    """Of who asks."""


@dataclass(frozen=True)
class KnownFile:
    """A sound's file as the library knows it."""

    path: str
    sound_id: UUID
    size_bytes: int
    modified_ns: int
    sha256: str
    is_missing: bool
    is_trashed: bool


def with_favourites(user_id: UUID | None) -> Select[*tuple[Any, ...]]:
    """Sounds as `entry_of` takes them."""
    is_mine = and_(favourites.c.sound_id == table.c.sound_id, favourites.c.user_id == user_id)
    is_favourite = favourites.c.sound_id.is_not(None).label("is_favourite")
    return select(table, is_favourite).join_from(table, favourites, is_mine, isouter=True)


def sound(connection: Connection, sound_id: UUID, user_id: UUID | None = None) -> SoundEntry | None:
    """As this user sees it."""
    query = with_favourites(user_id).where(table.c.sound_id == sound_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else entry_of(row)


def known_files(connection: Connection) -> Sequence[KnownFile]:
    """In the order in which they came. Of sounds that have one path, one at most has its file there."""
    c = table.c
    query = select(
        c.path, c.sound_id, c.size_bytes, c.modified_ns, c.sha256, c.is_missing, c.is_trashed
    ).order_by(c.position)
    return [KnownFile(*row) for row in connection.execute(query)]


def entry_of(row: Row[*tuple[Any, ...]]) -> SoundEntry:
    return SoundEntry(
        sound_id=row.sound_id,
        sound_type=row.sound_type,
        title=row.title,
        description=row.description,
        tags=json.loads(row.tags),
        colour=row.colour,
        path=row.path,
        original_name=row.original_name,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        file_ms=row.file_ms,
        duration_ms=row.duration_ms,
        gain_db=row.gain_db,
        start_ms=row.start_ms,
        end_ms=row.end_ms or None,
        is_normalized=bool(row.normalized_path),
        normalized_filename=row.normalized_path,
        normalized_duration=row.normalized_ms,
        normalized_size=row.normalized_size,
        normalized_hash=row.normalized_sha256,
        normalization=json.loads(row.normalization),
        normalizing_failed=row.normalizing_failed,
        is_missing=row.is_missing,
        is_trashed=row.is_trashed,
        registered_at=row.registered_at,
        registered_by=row.registered_by,
        play_count=row.play_count,
        last_played_at=None if row.last_played_at in (None, NEVER) else row.last_played_at,
        position=row.position,
        is_favourite=row.is_favourite,
    )
