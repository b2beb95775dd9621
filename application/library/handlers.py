"""How the library learns what lies in its folders, and how all of it becomes equally loud."""

from collections.abc import Callable, Mapping
from typing import Any

from application.decision import Decision
from application.library.commands import (
    CancelScan,
    CompleteNormalizing,
    CompleteScan,
    FailNormalizing,
    FailScan,
    NormalizingBegun,
    ScanBegun,
    StartNormalizing,
    StartScan,
)
from application.ports import Aggregates, Clock
from domain.identifiers import LIBRARY_ID
from domain.sound_library import SoundLibrary


class LibraryHandlers:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def start_scan(self, command: StartScan) -> Decision[ScanBegun]:
        library = self._library()
        library.start_scan(command.scan_id, is_deep=command.is_deep, at=self._clock.now())
        return Decision([library], ScanBegun(command.scan_id))

    def complete_scan(self, command: CompleteScan) -> Decision[None]:
        library = self._library()
        library.complete_scan(
            command.scan_id, counts=command.counts, details=command.details, at=self._clock.now()
        )
        return Decision([library], None)

    def fail_scan(self, command: FailScan) -> Decision[None]:
        library = self._library()
        library.fail_scan(command.scan_id, command.reason, at=self._clock.now())
        return Decision([library], None)

    def cancel_scan(self, command: CancelScan) -> Decision[None]:
        library = self._library()
        library.cancel_scan(command.scan_id, at=self._clock.now())
        return Decision([library], None)

    def start_normalizing(self, command: StartNormalizing) -> Decision[NormalizingBegun]:
        library = self._library()
        library.start_normalizing(
            command.batch_id,
            sound_type=command.sound_type,
            is_forced=command.is_forced,
            passes=command.passes,
            at=self._clock.now(),
        )
        return Decision([library], NormalizingBegun(command.batch_id))

    def complete_normalizing(self, command: CompleteNormalizing) -> Decision[None]:
        library = self._library()
        library.complete_normalizing(
            command.batch_id, counts=command.counts, details=command.details, at=self._clock.now()
        )
        return Decision([library], None)

    def fail_normalizing(self, command: FailNormalizing) -> Decision[None]:
        library = self._library()
        library.fail_normalizing(command.batch_id, command.reason, at=self._clock.now())
        return Decision([library], None)

    def _library(self) -> SoundLibrary:
        return self._aggregates.load(SoundLibrary, LIBRARY_ID)

    def by_command(self) -> Mapping[type, Callable[[Any], Decision[Any]]]:
        return {
            StartScan: self.start_scan,
            CompleteScan: self.complete_scan,
            FailScan: self.fail_scan,
            CancelScan: self.cancel_scan,
            StartNormalizing: self.start_normalizing,
            CompleteNormalizing: self.complete_normalizing,
            FailNormalizing: self.fail_normalizing,
        }
