"""Which files the log knows: where they lie, and what is in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError, StoredEvent

from domain.sound import Sound
from infrastructure.backup.manifest import Place
from infrastructure.log_store.mapper import EventMapper

FILES_CHANGE = frozenset(
    {
        Sound.Registered.TOPIC,
        Sound.Moved.TOPIC,
        Sound.ContentChanged.TOPIC,
        Sound.WentMissing.TOPIC,
        Sound.CameBack.TOPIC,
        Sound.Normalized.TOPIC,
    }
)


@dataclass(frozen=True)
class KnownFile:
    sound_id: UUID
    place: Place
    path: str
    sha256: str
    size_bytes: int


@dataclass
class _Files:
    original: KnownFile
    normalized: KnownFile | None = None
    is_missing: bool = False


class KnownSounds:
    """Told the events in their order. What cannot be read is left to `verify`, which names it."""

    def __init__(self) -> None:
        self._mapper = EventMapper()
        self._files: dict[UUID, _Files] = {}

    def note(self, stored: StoredEvent) -> None:
        if stored.topic not in FILES_CHANGE:
            return
        try:
            event: Any = self._mapper.to_domain_event(stored)
        except MapperDeserialisationError:
            return
        if isinstance(event, Sound.Registered):
            original = KnownFile(event.originator_id, "originals", event.path, event.sha256, event.size_bytes)
            self._files[event.originator_id] = _Files(original)
        elif (files := self._files.get(event.originator_id)) is not None:
            _change(files, event)

    def files(self) -> Sequence[KnownFile]:
        """Originals that were missing already are not looked for."""
        found = [each.original for each in self._files.values() if not each.is_missing]
        return found + [each.normalized for each in self._files.values() if each.normalized is not None]

    def original_of(self, sound_id: UUID) -> KnownFile | None:
        files = self._files.get(sound_id)
        return None if files is None or files.is_missing else files.original


def _change(files: _Files, event: object) -> None:
    id, was = files.original.sound_id, files.original
    match event:
        case Sound.Moved(path=path):
            files.original = KnownFile(id, "originals", path, was.sha256, was.size_bytes)
        case Sound.ContentChanged(sha256=sha256, size_bytes=size_bytes):
            files.original = KnownFile(id, "originals", was.path, sha256, size_bytes)
            files.normalized = None
        case Sound.Normalized(path=path, sha256=sha256, size_bytes=size_bytes):
            files.normalized = KnownFile(id, "normalized", path, sha256, size_bytes)
        case Sound.WentMissing() | Sound.CameBack():
            files.is_missing = isinstance(event, Sound.WentMissing)
