"""A sound: one clip, from registration on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.edit import UNEDITED, Edit
from domain.errors import SoundMissingError, SoundTrashedError, ThrownAwayByHostError
from domain.recording import Normalization, Recording, valid_path
from domain.sound_labels import valid_colour, valid_description, valid_plays, valid_tags, valid_title
from domain.sound_versions import registered_v1_v2, trashed_v1_v2
from domain.values import SoundType


class Sound(AggregateRoot):
    TOPIC = "sound"

    # What can happen to a sound.

    @dataclass(frozen=True)
    class Registered(FirstEvent):
        """`path` is below the originals, with forward slashes; `modified_ns` is 0 where nobody looked."""

        TOPIC = "sound.registered"
        class_version = 2
        sound_type: str
        title: str
        path: str
        size_bytes: int
        duration_ms: int
        sha256: str
        modified_ns: int
        original_name: str
        registered_by: UUID
        upcast_v1_v2 = staticmethod(registered_v1_v2)

    @dataclass(frozen=True)
    class Moved(Event):
        TOPIC = "sound.moved"
        path: str
        modified_ns: int

    @dataclass(frozen=True)
    class ContentChanged(Event):
        """What was made of the former content no longer fits: normalising, gain and trim begin anew."""

        TOPIC = "sound.content_changed"
        size_bytes: int
        duration_ms: int
        sha256: str
        modified_ns: int

    @dataclass(frozen=True)
    class Touched(Event):
        """The file has another time, and is what it was."""

        TOPIC = "sound.touched"
        modified_ns: int

    @dataclass(frozen=True)
    class WentMissing(Event):
        TOPIC = "sound.went_missing"

    @dataclass(frozen=True)
    class CameBack(Event):
        TOPIC = "sound.came_back"

    @dataclass(frozen=True)
    class NormalizingAsked(Event):
        """In so many passes; without a number in as many as the settings say."""

        TOPIC = "sound.normalizing_asked"
        passes: int | None

    @dataclass(frozen=True)
    class Normalized(Event):
        """`path` is relative to the folder of what is normalised; loudness as in `Loudness`."""

        TOPIC = "sound.normalized"
        source_sha256: str
        path: str
        method: str
        size_bytes: int
        duration_ms: int
        sha256: str
        before: dict[str, float | None]
        after: dict[str, float | None]
        target: dict[str, float]

    @dataclass(frozen=True)
    class NormalizingFailed(Event):
        TOPIC = "sound.normalizing_failed"
        source_sha256: str
        reason: str

    @dataclass(frozen=True)
    class Renamed(Event):
        TOPIC = "sound.renamed"
        title: str

    @dataclass(frozen=True)
    class Described(Event):
        TOPIC = "sound.described"
        description: str

    @dataclass(frozen=True)
    class Tagged(Event):
        """All the tags it has from now on."""

        TOPIC = "sound.tagged"
        tags: list[str]

    @dataclass(frozen=True)
    class Coloured(Event):
        TOPIC = "sound.coloured"
        colour: str

    @dataclass(frozen=True)
    class Edited(Event):
        """How it is heard from now on, and how long; the file stays as it is. No end: that of the file."""

        TOPIC = "sound.edited"
        gain_db: float
        start_ms: int
        end_ms: int | None
        duration_ms: int

    @dataclass(frozen=True)
    class PlaysCarriedOver(Event):
        """Counted on another board, before it came to this one."""

        TOPIC = "sound.plays_carried_over"
        plays: int
        last_played_at: datetime | None

    @dataclass(frozen=True)
    class Trashed(Event):
        """By a host, who did not bring it in: only hosts take it out."""

        TOPIC = "sound.trashed"
        class_version = 2
        by_host: bool
        upcast_v1_v2 = staticmethod(trashed_v1_v2)

    @dataclass(frozen=True)
    class Restored(Event):
        TOPIC = "sound.restored"

    # What can be asked of it.

    @classmethod
    def register(
        cls,
        sound_id: UUID,
        *,
        sound_type: SoundType,
        title: str,
        path: str,
        recording: Recording,
        original_name: str,
        by: UUID,
        at: datetime,
    ) -> Sound:
        return cls(
            id=sound_id,
            sound_type=str(sound_type),
            title=valid_title(title),
            path=valid_path(path),
            **recording.told(),
            original_name=original_name,
            registered_by=by,
            timestamp=at,
        )

    def ensure_playable(self) -> None:
        self._ensure_kept()
        if self.is_missing:
            raise SoundMissingError(f"The file of “{self.title}” is missing.")

    def move(self, path: str, *, modified_ns: int, at: datetime) -> None:
        """Its file was found elsewhere."""
        if path != self.path:
            self._moved(path=valid_path(path), modified_ns=modified_ns, timestamp=at)
        self.mark_back(at=at)

    def change_content(self, recording: Recording, *, at: datetime) -> None:
        """Another file lies in its place."""
        if recording.sha256 != self.sha256:
            self._content_changed(**recording.told(), timestamp=at)
        else:
            self.touch(recording.modified_ns, at=at)
        self.mark_back(at=at)

    def touch(self, modified_ns: int, *, at: datetime) -> None:
        if modified_ns != self.modified_ns:
            self._touched(modified_ns=modified_ns, timestamp=at)

    def mark_missing(self, *, at: datetime) -> None:
        if not self.is_missing:
            self._went_missing(timestamp=at)

    def mark_back(self, *, at: datetime) -> None:
        if self.is_missing:
            self._came_back(timestamp=at)

    def ask_for_normalizing(self, *, passes: int | None, is_forced: bool = True, at: datetime) -> None:
        """What is normalised already is so again only where it is forced."""
        self.ensure_playable()
        if is_forced or not self.normalized_path:
            self._normalizing_asked(passes=passes, timestamp=at)

    def record_normalized(self, source_sha256: str, result: Normalization, *, at: datetime) -> None:
        """What was made of a former content is not recorded."""
        if source_sha256 == self.sha256 and result.path != self.normalized_path:
            self._normalized(source_sha256=source_sha256, **result.told(), timestamp=at)

    def record_normalizing_failed(self, source_sha256: str, reason: str, *, at: datetime) -> None:
        if source_sha256 == self.sha256:
            self._normalizing_failed(source_sha256=source_sha256, reason=reason, timestamp=at)

    def rename(self, title: str, *, at: datetime) -> None:
        self._ensure_kept()
        if title != self.title:
            self._renamed(title=valid_title(title), timestamp=at)

    def describe(self, description: str, *, at: datetime) -> None:
        self._ensure_kept()
        if description != self.description:
            self._described(description=valid_description(description), timestamp=at)

    def tag(self, tags: Iterable[str], *, at: datetime) -> None:
        self._ensure_kept()
        if (written := valid_tags(tags)) != self.tags:
            self._tagged(tags=written, timestamp=at)

    def colour_in(self, colour: str, *, at: datetime) -> None:
        self._ensure_kept()
        if colour != self.colour:
            self._coloured(colour=valid_colour(colour), timestamp=at)

    def edit(self, edit: Edit, *, at: datetime) -> None:
        self._ensure_kept()
        edit.ensure_within(self.file_ms)
        if edit != self.edited:
            self._edited(**vars(edit), duration_ms=edit.heard_ms(self.file_ms), timestamp=at)

    def carry_over_plays(self, plays: int, last_played_at: datetime | None, *, at: datetime) -> None:
        """Once, as it comes: whoever registers it knows. Nothing was played later than now."""
        if valid_plays(plays):
            last = last_played_at and min(last_played_at, at)
            self._plays_carried_over(plays=plays, last_played_at=last, timestamp=at)

    def trash(self, *, by_host: bool = False, at: datetime) -> None:
        if not self.is_trashed:
            self._trashed(by_host=by_host, timestamp=at)

    def restore_from_trash(self, *, by_host: bool = False, at: datetime) -> None:
        if self.is_trashed:
            if self.is_trashed_by_host and not by_host:
                raise ThrownAwayByHostError("A host moved this sound to the trash. A host may restore it.")
            self._restored(timestamp=at)

    @property
    def edited(self) -> Edit:
        return Edit(self.gain_db, self.start_ms, self.end_ms)

    @property
    def duration_ms(self) -> int:
        """Of what is heard."""
        return self.edited.heard_ms(self.file_ms)

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        AggregateRoot.restore(state)
        state["sound_type"] = SoundType(state["sound_type"])
        state.setdefault("is_trashed_by_host", False)  # snapshots did not say so before

    def _ensure_kept(self) -> None:
        if self.is_trashed:
            raise SoundTrashedError(f"“{self.title}” is in the trash. Restore it first.")

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
        modified_ns: int,
        original_name: str,
        registered_by: UUID,
        timestamp: datetime,
    ) -> None:
        self.sound_type = SoundType(sound_type)
        self.title = title
        self.description = ""
        self.tags: list[str] = []
        self.colour = ""
        self.path = path
        self.file_ms, self.sha256, self.modified_ns = duration_ms, sha256, modified_ns
        self.normalized_path = ""
        self.passes_asked: int | None = None
        self.gain_db, self.start_ms, self.end_ms = UNEDITED.told()
        self.is_missing = self.is_trashed = self.is_trashed_by_host = False

    @event(Moved)
    def _moved(self, path: str, modified_ns: int, timestamp: datetime) -> None:
        self.path, self.modified_ns = path, modified_ns

    @event(ContentChanged)
    def _content_changed(
        self, size_bytes: int, duration_ms: int, sha256: str, modified_ns: int, timestamp: datetime
    ) -> None:
        self.file_ms, self.sha256, self.modified_ns = duration_ms, sha256, modified_ns
        self.normalized_path = ""
        self.gain_db, self.start_ms, self.end_ms = UNEDITED.told()

    @event(Touched)
    def _touched(self, modified_ns: int, timestamp: datetime) -> None:
        self.modified_ns = modified_ns

    @event(WentMissing)
    def _went_missing(self, timestamp: datetime) -> None:
        self.is_missing = True

    @event(CameBack)
    def _came_back(self, timestamp: datetime) -> None:
        self.is_missing = False

    @event(NormalizingAsked)
    def _normalizing_asked(self, passes: int | None, timestamp: datetime) -> None:
        self.passes_asked = passes

    @event(Normalized)
    def _normalized(
        self,
        source_sha256: str,
        path: str,
        method: str,
        size_bytes: int,
        duration_ms: int,
        sha256: str,
        before: dict[str, float | None],
        after: dict[str, float | None],
        target: dict[str, float],
        timestamp: datetime,
    ) -> None:
        self.normalized_path = path
        self.passes_asked = None

    @event(NormalizingFailed)
    def _normalizing_failed(self, source_sha256: str, reason: str, timestamp: datetime) -> None:
        self.passes_asked = None

    @event(Renamed)
    def _renamed(self, title: str, timestamp: datetime) -> None:
        self.title = title

    @event(Described)
    def _described(self, description: str, timestamp: datetime) -> None:
        self.description = description

    @event(Tagged)
    def _tagged(self, tags: list[str], timestamp: datetime) -> None:
        self.tags = list(tags)

    @event(Coloured)
    def _coloured(self, colour: str, timestamp: datetime) -> None:
        self.colour = colour

    @event(Edited)
    def _edited(
        self, gain_db: float, start_ms: int, end_ms: int | None, duration_ms: int, timestamp: datetime
    ) -> None:
        self.gain_db, self.start_ms, self.end_ms = gain_db, start_ms, end_ms

    @event(PlaysCarriedOver)
    def _plays_carried_over(self, plays: int, last_played_at: datetime | None, timestamp: datetime) -> None:
        """Read models count them."""

    @event(Trashed)
    def _trashed(self, by_host: bool, timestamp: datetime) -> None:
        self.is_trashed, self.is_trashed_by_host = True, by_host

    @event(Restored)
    def _restored(self, timestamp: datetime) -> None:
        self.is_trashed = False
