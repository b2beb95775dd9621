"""What is made of the sounds' files, for whoever makes and tidies it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from projections.sounds.tables import sounds as table


@dataclass(frozen=True)
class SoundToNormalize:
    sound_id: UUID
    path: str
    is_missing: bool
    normalized_path: str
    """Empty where it is not normalised."""
    has_failed: bool
    normalization: Mapping[str, Any]


@dataclass(frozen=True)
class MadeOf:
    """What names the files that are made of a sound."""

    sound_id: UUID
    sha256: str
    normalized_path: str
    gain_db: float
    start_ms: int
    end_ms: int | None


def sounds_to_normalize(connection: Connection, sound_type: str = "") -> Sequence[SoundToNormalize]:
    """Those that are not in the trash, oldest first; an empty type is every type."""
    c = table.c
    query = (
        select(
            c.sound_id, c.path, c.is_missing, c.normalized_path, c.normalizing_failed != "", c.normalization
        )
        .where(~c.is_trashed)
        .order_by(c.position)
    )
    if sound_type:
        query = query.where(c.sound_type == sound_type)
    return [
        SoundToNormalize(id, path, is_missing, normalized_path, bool(has_failed), json.loads(told))
        for id, path, is_missing, normalized_path, has_failed, told in connection.execute(query)
    ]


def files_made(connection: Connection) -> Sequence[MadeOf]:
    """Of all sounds that something was made of, also of those in the trash."""
    c = table.c
    is_edited = (c.gain_db != 0) | (c.start_ms != 0) | (c.end_ms != 0)
    query = select(c.sound_id, c.sha256, c.normalized_path, c.gain_db, c.start_ms, c.end_ms).where(
        (c.normalized_path != "") | is_edited
    )
    return [
        MadeOf(sound_id, sha256, path, gain_db, start_ms, end_ms or None)
        for sound_id, sha256, path, gain_db, start_ms, end_ms in connection.execute(query)
    ]
