"""How the library learns what lies in its folders."""

from collections.abc import Callable, Mapping
from typing import Any

from application.claims import CONTENT, take_claim
from application.decision import Decision
from application.library.commands import (
    CompleteScan,
    FailScan,
    MarkSoundBack,
    MarkSoundMissing,
    RegisterSound,
    ScanBegun,
    StartScan,
)
from application.ports import Aggregates, Clock
from domain.identifiers import LIBRARY_ID
from domain.sound import Sound
from domain.sound_library import SoundLibrary


class LibraryHandlers:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def start_scan(self, command: StartScan) -> Decision[ScanBegun]:
        library = self._aggregates.load(SoundLibrary, LIBRARY_ID)
        library.start_scan(command.scan_id, at=self._clock.now())
        return Decision([library], ScanBegun(command.scan_id))

    def complete_scan(self, command: CompleteScan) -> Decision[None]:
        library = self._aggregates.load(SoundLibrary, LIBRARY_ID)
        library.complete_scan(
            command.scan_id, counts=command.counts, details=command.details, at=self._clock.now()
        )
        return Decision([library], None)

    def fail_scan(self, command: FailScan) -> Decision[None]:
        library = self._aggregates.load(SoundLibrary, LIBRARY_ID)
        library.fail_scan(command.scan_id, command.reason, at=self._clock.now())
        return Decision([library], None)

    def register_sound(self, command: RegisterSound) -> Decision[None]:
        now = self._clock.now()
        claim = take_claim(self._aggregates, CONTENT, command.sha256, command.sound_id, at=now)
        sound = Sound.register(
            command.sound_id,
            sound_type=command.sound_type,
            title=command.title,
            path=command.path,
            size_bytes=command.size_bytes,
            duration_ms=command.duration_ms,
            sha256=command.sha256,
            by=command.by,
            at=now,
        )
        return Decision([claim, sound], None)

    def mark_missing(self, command: MarkSoundMissing) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        sound.mark_missing(at=self._clock.now())
        return Decision([sound], None)

    def mark_back(self, command: MarkSoundBack) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        sound.mark_back(at=self._clock.now())
        return Decision([sound], None)

    def by_command(self) -> Mapping[type, Callable[[Any], Decision[Any]]]:
        return {
            StartScan: self.start_scan,
            CompleteScan: self.complete_scan,
            FailScan: self.fail_scan,
            RegisterSound: self.register_sound,
            MarkSoundMissing: self.mark_missing,
            MarkSoundBack: self.mark_back,
        }
