"""The sound library: its scans, and what each of them found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.errors import ScanRunningError
from domain.identifiers import LIBRARY_ID


class SoundLibrary(AggregateRoot):
    TOPIC = "sound_library"

    # What can happen to the library.

    @dataclass(frozen=True)
    class Opened(FirstEvent):
        TOPIC = "sound_library.opened"

    @dataclass(frozen=True)
    class ScanStarted(Event):
        TOPIC = "sound_library.scan_started"
        scan_id: UUID

    @dataclass(frozen=True)
    class ScanCompleted(Event):
        """`counts`: outcome → files. `details`: what a person may want to act on, the first thousand."""

        TOPIC = "sound_library.scan_completed"
        scan_id: UUID
        counts: dict[str, int]
        details: list[dict[str, str]]

    @dataclass(frozen=True)
    class ScanFailed(Event):
        TOPIC = "sound_library.scan_failed"
        scan_id: UUID
        reason: str

    # What can be asked of it.

    @classmethod
    def open(cls, *, at: datetime) -> SoundLibrary:
        return cls(id=LIBRARY_ID, timestamp=at)

    def start_scan(self, scan_id: UUID, *, at: datetime) -> None:
        if self.running_scan == scan_id:
            return
        if self.running_scan is not None:
            raise ScanRunningError("A scan is running already. Wait for its report.")
        self._scan_started(scan_id=scan_id, timestamp=at)

    def complete_scan(
        self, scan_id: UUID, *, counts: dict[str, int], details: list[dict[str, str]], at: datetime
    ) -> None:
        if self.running_scan == scan_id:
            self._scan_completed(scan_id=scan_id, counts=counts, details=details, timestamp=at)

    def fail_scan(self, scan_id: UUID, reason: str, *, at: datetime) -> None:
        if self.running_scan == scan_id:
            self._scan_failed(scan_id=scan_id, reason=reason, timestamp=at)

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        AggregateRoot.restore(state)
        state["running_scan"] = state["running_scan"] and UUID(str(state["running_scan"]))

    # What each event changes.

    @event(Opened)
    def __init__(self, id: UUID, timestamp: datetime) -> None:
        self.running_scan: UUID | None = None

    @event(ScanStarted)
    def _scan_started(self, scan_id: UUID, timestamp: datetime) -> None:
        self.running_scan = scan_id

    @event(ScanCompleted)
    def _scan_completed(
        self, scan_id: UUID, counts: dict[str, int], details: list[dict[str, str]], timestamp: datetime
    ) -> None:
        self.running_scan = None

    @event(ScanFailed)
    def _scan_failed(self, scan_id: UUID, reason: str, timestamp: datetime) -> None:
        self.running_scan = None
