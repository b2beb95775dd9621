"""A sound: one clip, from registration on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.errors import InvalidPathError, InvalidTitleError, SoundMissingError
from domain.values import SoundType

TITLE_LENGTH_MAX = 80


class Sound(AggregateRoot):
    TOPIC = "sound"

    # What can happen to a sound.

    @dataclass(frozen=True)
    class Registered(FirstEvent):
        """`path` is relative to the folder of originals, with forward slashes."""

        TOPIC = "sound.registered"
        sound_type: str
        title: str
        path: str
        size_bytes: int
        duration_ms: int
        sha256: str
        registered_by: UUID

    @dataclass(frozen=True)
    class WentMissing(Event):
        TOPIC = "sound.went_missing"

    @dataclass(frozen=True)
    class CameBack(Event):
        TOPIC = "sound.came_back"

    # What can be asked of it.

    @classmethod
    def register(
        cls,
        sound_id: UUID,
        *,
        sound_type: SoundType,
        title: str,
        path: str,
        size_bytes: int,
        duration_ms: int,
        sha256: str,
        by: UUID,
        at: datetime,
    ) -> Sound:
        return cls(
            id=sound_id,
            sound_type=str(sound_type),
            title=_valid_title(title),
            path=_valid_path(path),
            size_bytes=size_bytes,
            duration_ms=duration_ms,
            sha256=sha256,
            registered_by=by,
            timestamp=at,
        )

    def ensure_playable(self) -> None:
        if self.is_missing:
            raise SoundMissingError(f"The file of “{self.title}” is missing.")

    def mark_missing(self, *, at: datetime) -> None:
        if not self.is_missing:
            self._went_missing(timestamp=at)

    def mark_back(self, *, at: datetime) -> None:
        if self.is_missing:
            self._came_back(timestamp=at)

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        AggregateRoot.restore(state)
        state["sound_type"] = SoundType(state["sound_type"])

    # What each event changes.

    @event(Registered)
    def __init__(
        self,
        id: UUID,
        sound_type: str,
        title: str,
        path: str,
        size_bytes: int,
        duration_ms: int,
        sha256: str,
        registered_by: UUID,
        timestamp: datetime,
    ) -> None:
        self.sound_type = SoundType(sound_type)
        self.title = title
        self.path = path
        self.duration_ms = duration_ms
        self.sha256 = sha256
        self.is_missing = False

    @event(WentMissing)
    def _went_missing(self, timestamp: datetime) -> None:
        self.is_missing = True

    @event(CameBack)
    def _came_back(self, timestamp: datetime) -> None:
        self.is_missing = False


def _valid_title(title: str) -> str:
    if not title.strip() or len(title) > TITLE_LENGTH_MAX or not title.isprintable():
        raise InvalidTitleError(f"A title has 1 to {TITLE_LENGTH_MAX} printable characters.")
    return title


def _valid_path(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or parts[0] == "/" or ".." in parts or "\0" in path:
        raise InvalidPathError("A sound's file lies below the folder of originals.")
    return path
