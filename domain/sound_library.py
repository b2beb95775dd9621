"""The sound library: its scans, its batches of normalising, its imports, and what became of each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.errors import ImportRunningError, NormalizingRunningError, ScanRunningError
from domain.identifiers import LIBRARY_ID


class SoundLibrary(AggregateRoot):
    """At most one scan, one batch and one import at a time. `counts`: outcome → files.

    `details`: what a person may want to act on, the first thousand.
    """

    TOPIC = "sound_library"

    # What can happen to the library.

    @dataclass(frozen=True)
    class Opened(FirstEvent):
        TOPIC = "sound_library.opened"

    @dataclass(frozen=True)
    class ScanStarted(Event):
        """A deep one hashes every file again."""

        TOPIC = "sound_library.scan_started"
        class_version = 2
        scan_id: UUID
        is_deep: bool

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["is_deep"] = True  # every scan was

    @dataclass(frozen=True)
    class ScanCompleted(Event):
        TOPIC = "sound_library.scan_completed"
        scan_id: UUID
        counts: dict[str, int]
        details: list[dict[str, str]]

    @dataclass(frozen=True)
    class ScanFailed(Event):
        TOPIC = "sound_library.scan_failed"
        scan_id: UUID
        reason: str

    @dataclass(frozen=True)
    class ScanCancelled(Event):
        """What it did until then stays."""

        TOPIC = "sound_library.scan_cancelled"
        scan_id: UUID

    @dataclass(frozen=True)
    class NormalizingStarted(Event):
        """Of all sounds, or of those of a type. Forced: also of those that are normalised already.

        No passes: as many as the settings say.
        """

        TOPIC = "sound_library.normalizing_started"
        batch_id: UUID
        sound_type: str
        is_forced: bool
        passes: int | None

    @dataclass(frozen=True)
    class NormalizingCompleted(Event):
        TOPIC = "sound_library.normalizing_completed"
        batch_id: UUID
        counts: dict[str, int]
        details: list[dict[str, str]]

    @dataclass(frozen=True)
    class NormalizingFailed(Event):
        TOPIC = "sound_library.normalizing_failed"
        batch_id: UUID
        reason: str

    @dataclass(frozen=True)
    class ImportStarted(Event):
        """Of an archive with this hash, which lists so many sounds: they become those of who asked for it."""

        TOPIC = "sound_library.import_started"
        import_id: UUID
        asked_by: UUID
        sha256: str
        sounds: int

    @dataclass(frozen=True)
    class ImportCompleted(Event):
        TOPIC = "sound_library.import_completed"
        import_id: UUID
        counts: dict[str, int]
        details: list[dict[str, str]]

    @dataclass(frozen=True)
    class ImportFailed(Event):
        """What it brought in until then stays."""

        TOPIC = "sound_library.import_failed"
        import_id: UUID
        reason: str

    @dataclass(frozen=True)
    class ImportCancelled(Event):
        """What it brought in until then stays."""

        TOPIC = "sound_library.import_cancelled"
        import_id: UUID

    # What can be asked of it.

    @classmethod
    def open(cls, *, at: datetime) -> SoundLibrary:
        return cls(id=LIBRARY_ID, timestamp=at)

    def start_scan(self, scan_id: UUID, *, is_deep: bool = False, at: datetime) -> None:
        if self.running_scan == scan_id:
            return
        if self.running_scan is not None:
            raise ScanRunningError("A scan is running already. Wait for its report.")
        self._scan_started(scan_id=scan_id, is_deep=is_deep, timestamp=at)

    def complete_scan(
        self, scan_id: UUID, *, counts: dict[str, int], details: list[dict[str, str]], at: datetime
    ) -> None:
        if self.running_scan == scan_id:
            self._scan_completed(scan_id=scan_id, counts=counts, details=details, timestamp=at)

    def fail_scan(self, scan_id: UUID, reason: str, *, at: datetime) -> None:
        if self.running_scan == scan_id:
            self._scan_failed(scan_id=scan_id, reason=reason, timestamp=at)

    def cancel_scan(self, scan_id: UUID, *, at: datetime) -> None:
        if self.running_scan == scan_id:
            self._scan_cancelled(scan_id=scan_id, timestamp=at)

    def start_normalizing(
        self,
        batch_id: UUID,
        *,
        sound_type: str = "",
        is_forced: bool,
        passes: int | None,
        at: datetime,
    ) -> None:
        if self.running_batch == batch_id:
            return
        if self.running_batch is not None:
            raise NormalizingRunningError("Sounds are being normalised already. Wait for the report.")
        self._normalizing_started(
            batch_id=batch_id,
            sound_type=sound_type,
            is_forced=is_forced,
            passes=passes,
            timestamp=at,
        )

    def complete_normalizing(
        self, batch_id: UUID, *, counts: dict[str, int], details: list[dict[str, str]], at: datetime
    ) -> None:
        if self.running_batch == batch_id:
            self._normalizing_completed(batch_id=batch_id, counts=counts, details=details, timestamp=at)

    def fail_normalizing(self, batch_id: UUID, reason: str, *, at: datetime) -> None:
        if self.running_batch == batch_id:
            self._normalizing_failed(batch_id=batch_id, reason=reason, timestamp=at)

    def start_import(
        self, import_id: UUID, *, asked_by: UUID, sha256: str, sounds: int, at: datetime
    ) -> None:
        if self.running_import == import_id:
            return
        self.ensure_no_import()
        self._import_started(
            import_id=import_id, asked_by=asked_by, sha256=sha256, sounds=sounds, timestamp=at
        )

    def ensure_no_import(self) -> None:
        if self.running_import is not None:
            raise ImportRunningError("A library is being brought in already. Wait for the report.")

    def complete_import(
        self, import_id: UUID, *, counts: dict[str, int], details: list[dict[str, str]], at: datetime
    ) -> None:
        if self.running_import == import_id:
            self._import_completed(import_id=import_id, counts=counts, details=details, timestamp=at)

    def fail_import(self, import_id: UUID, reason: str, *, at: datetime) -> None:
        if self.running_import == import_id:
            self._import_failed(import_id=import_id, reason=reason, timestamp=at)

    def cancel_import(self, import_id: UUID, *, at: datetime) -> None:
        if self.running_import == import_id:
            self._import_cancelled(import_id=import_id, timestamp=at)

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        AggregateRoot.restore(state)
        for new in ("running_import", "import_asked_by"):
            state.setdefault(new, None)  # snapshots from before there were imports
        for running in ("running_scan", "running_batch", "running_import", "import_asked_by"):
            state[running] = state[running] and UUID(str(state[running]))

    # What each event changes.

    @event(Opened)
    def __init__(self, id: UUID, timestamp: datetime) -> None:
        self.running_scan: UUID | None = None
        self.is_scan_deep = False
        self.running_batch: UUID | None = None
        self.batch: dict[str, Any] = {}
        """What the running batch is of, as its event says."""
        self.running_import: UUID | None = None
        self.import_asked_by: UUID | None = None

    @event(ScanStarted)
    def _scan_started(self, scan_id: UUID, is_deep: bool, timestamp: datetime) -> None:
        self.running_scan = scan_id
        self.is_scan_deep = is_deep

    @event(ScanCompleted)
    def _scan_completed(
        self, scan_id: UUID, counts: dict[str, int], details: list[dict[str, str]], timestamp: datetime
    ) -> None:
        self.running_scan = None

    @event(ScanFailed)
    def _scan_failed(self, scan_id: UUID, reason: str, timestamp: datetime) -> None:
        self.running_scan = None

    @event(ScanCancelled)
    def _scan_cancelled(self, scan_id: UUID, timestamp: datetime) -> None:
        self.running_scan = None

    @event(NormalizingStarted)
    def _normalizing_started(
        self,
        batch_id: UUID,
        sound_type: str,
        is_forced: bool,
        passes: int | None,
        timestamp: datetime,
    ) -> None:
        self.running_batch = batch_id
        self.batch = {
            "sound_type": sound_type,
            "is_forced": is_forced,
            "passes": passes,
            "started_at": timestamp.isoformat(),
        }

    @event(NormalizingCompleted)
    def _normalizing_completed(
        self, batch_id: UUID, counts: dict[str, int], details: list[dict[str, str]], timestamp: datetime
    ) -> None:
        self.running_batch = None

    @event(NormalizingFailed)
    def _normalizing_failed(self, batch_id: UUID, reason: str, timestamp: datetime) -> None:
        self.running_batch = None

    @event(ImportStarted)
    def _import_started(
        self, import_id: UUID, asked_by: UUID, sha256: str, sounds: int, timestamp: datetime
    ) -> None:
        self.running_import = import_id
        self.import_asked_by = asked_by

    @event(ImportCompleted)
    def _import_completed(
        self, import_id: UUID, counts: dict[str, int], details: list[dict[str, str]], timestamp: datetime
    ) -> None:
        self.running_import = None

    @event(ImportFailed)
    def _import_failed(self, import_id: UUID, reason: str, timestamp: datetime) -> None:
        self.running_import = None

    @event(ImportCancelled)
    def _import_cancelled(self, import_id: UUID, timestamp: datetime) -> None:
        self.running_import = None
