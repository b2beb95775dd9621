"""What can be asked of the sound catalogue."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

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
    """Where the list goes on after this one."""


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


_sounds = select(table)


def sound(connection: Connection, sound_id: UUID) -> SoundEntry | None:
    row = connection.execute(_sounds.where(table.c.sound_id == sound_id)).one_or_none()
    return None if row is None else _entry(row)


def sounds_of_types(
    connection: Connection,
    types: Sequence[str] | None = None,
    after: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Sequence[SoundEntry]:
    """Newest first, without those in the trash; None for sounds of every type.

    `after` is the position of the last one seen.
    """
    query = _sounds.where(~table.c.is_trashed).order_by(table.c.position.desc()).limit(limit).offset(offset)
    if types is not None:
        query = query.where(table.c.sound_type.in_(types))
    if after is not None:
        query = query.where(table.c.position < after)
    return [_entry(row) for row in connection.execute(query)]


def known_files(connection: Connection) -> Sequence[KnownFile]:
    """In the order in which they came. Of sounds that have one path, one at most has its file there."""
    c = table.c
    query = select(
        c.path, c.sound_id, c.size_bytes, c.modified_ns, c.sha256, c.is_missing, c.is_trashed
    ).order_by(c.position)
    return [KnownFile(*row) for row in connection.execute(query)]


def _entry(row: Row[*tuple[Any, ...]]) -> SoundEntry:
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
        last_played_at=row.last_played_at,
        position=row.position,
    )
