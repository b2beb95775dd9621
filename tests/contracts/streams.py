"""Streams of events whose meaning does not matter."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent


def a_stream(
    length: int, id: UUID | None = None, *, after: int = 0, topic: str = "sound.came_back"
) -> list[StoredEvent]:
    id = id or uuid4()
    return [StoredEvent(id, after + n, topic, f"state {after + n}".encode()) for n in range(1, length + 1)]


def versions(stored: Sequence[StoredEvent]) -> list[int]:
    return [each.originator_version for each in stored]
