"""How the library of another board becomes part of this one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from application.claims import CONTENT, take_claim
from application.decision import Decision
from application.library.import_commands import (
    CancelImport,
    CompleteImport,
    FailImport,
    ImportBegun,
    ImportSound,
    StartImport,
    TakeOver,
    Told,
)
from application.ports import Aggregates, Clock
from domain.identifiers import LIBRARY_ID
from domain.sound import Sound
from domain.sound_library import SoundLibrary


class ImportHandlers:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def start(self, command: StartImport) -> Decision[ImportBegun]:
        library = self._library()
        library.start_import(
            command.import_id,
            asked_by=command.asked_by,
            sha256=command.sha256,
            sounds=command.sounds,
            at=self._clock.now(),
        )
        return Decision([library], ImportBegun(command.import_id))

    def complete(self, command: CompleteImport) -> Decision[None]:
        library = self._library()
        library.complete_import(
            command.import_id, counts=command.counts, details=command.details, at=self._clock.now()
        )
        return Decision([library], None)

    def fail(self, command: FailImport) -> Decision[None]:
        library = self._library()
        library.fail_import(command.import_id, command.reason, at=self._clock.now())
        return Decision([library], None)

    def cancel(self, command: CancelImport) -> Decision[None]:
        library = self._library()
        library.cancel_import(command.import_id, at=self._clock.now())
        return Decision([library], None)

    def bring_in(self, command: ImportSound) -> Decision[None]:
        now = self._clock.now()
        claim = take_claim(self._aggregates, CONTENT, command.recording.sha256, command.sound_id, at=now)
        sound = Sound.register(
            command.sound_id,
            sound_type=command.sound_type,
            title=command.told.title,
            path=command.path,
            recording=command.recording,
            original_name=command.original_name,
            by=command.by,
            at=now,
        )
        _tell(sound, command.told, at=now)
        return Decision([claim, sound], None)

    def take_over(self, command: TakeOver) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        if sound.version == command.version:
            now = self._clock.now()
            sound.rename(command.told.title, at=now)
            _tell(sound, command.told, at=now)
        return Decision([sound], None)

    def _library(self) -> SoundLibrary:
        return self._aggregates.load(SoundLibrary, LIBRARY_ID)

    def by_command(self) -> Mapping[type, Callable[[Any], Decision[Any]]]:
        return {
            StartImport: self.start,
            CompleteImport: self.complete,
            FailImport: self.fail,
            CancelImport: self.cancel,
            ImportSound: self.bring_in,
            TakeOver: self.take_over,
        }


def _tell(sound: Sound, told: Told, *, at: datetime) -> None:
    sound.describe(told.description, at=at)
    sound.tag(told.tags, at=at)
    sound.colour_in(told.colour, at=at)
    sound.edit(told.edit, at=at)
    sound.carry_over_plays(told.plays, told.last_played_at, at=at)
    if told.is_trashed:
        sound.trash(at=at)
