"""How a sound comes to the board, and what becomes of it and of its file."""

from collections.abc import Callable, Mapping
from typing import Any

from application.claims import CONTENT, release_claim, take_claim
from application.decision import Decision
from application.ports import Aggregates, Clock
from application.sounds.commands import (
    ChangeContent,
    ChangeLabels,
    EditSound,
    MarkSoundBack,
    MarkSoundMissing,
    MoveSound,
    NormalizeSound,
    RecordNormalized,
    RecordNormalizingFailed,
    RegisterSound,
    RestoreSound,
    SoundRegistered,
    TouchSound,
    TrashSound,
)
from domain.sound import Sound


class SoundHandlers:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def register(self, command: RegisterSound) -> Decision[SoundRegistered]:
        now = self._clock.now()
        claim = take_claim(self._aggregates, CONTENT, command.recording.sha256, command.sound_id, at=now)
        sound = Sound.register(
            command.sound_id,
            sound_type=command.sound_type,
            title=command.title,
            path=command.path,
            recording=command.recording,
            original_name=command.original_name,
            by=command.by,
            at=now,
        )
        return Decision([claim, sound], SoundRegistered(sound.id))

    def move(self, command: MoveSound) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        sound.move(command.path, modified_ns=command.modified_ns, at=self._clock.now())
        return Decision([sound], None)

    def change_content(self, command: ChangeContent) -> Decision[None]:
        """The former content may be brought in again, as another sound."""
        now = self._clock.now()
        sound = self._aggregates.load(Sound, command.sound_id)
        former, recording = sound.sha256, command.recording
        if recording.sha256 == former:
            sound.change_content(recording, at=now)
            return Decision([sound], None)
        taken = take_claim(self._aggregates, CONTENT, recording.sha256, sound.id, at=now)
        released = release_claim(self._aggregates, CONTENT, former, sound.id, at=now)
        sound.change_content(recording, at=now)
        return Decision([taken, released, sound], None)

    def touch(self, command: TouchSound) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        sound.touch(command.modified_ns, at=self._clock.now())
        return Decision([sound], None)

    def mark_missing(self, command: MarkSoundMissing) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        sound.mark_missing(at=self._clock.now())
        return Decision([sound], None)

    def mark_back(self, command: MarkSoundBack) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        sound.mark_back(at=self._clock.now())
        return Decision([sound], None)

    def normalize(self, command: NormalizeSound) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        sound.ask_for_normalizing(passes=command.passes, is_forced=command.is_forced, at=self._clock.now())
        return Decision([sound], None)

    def record_normalized(self, command: RecordNormalized) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        sound.record_normalized(command.source_sha256, command.result, at=self._clock.now())
        return Decision([sound], None)

    def record_normalizing_failed(self, command: RecordNormalizingFailed) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        sound.record_normalizing_failed(command.source_sha256, command.reason, at=self._clock.now())
        return Decision([sound], None)

    def change_labels(self, command: ChangeLabels) -> Decision[None]:
        now = self._clock.now()
        sound = self._aggregates.load(Sound, command.sound_id)
        if command.title is not None:
            sound.rename(command.title, at=now)
        if command.description is not None:
            sound.describe(command.description, at=now)
        if command.tags is not None:
            sound.tag(command.tags, at=now)
        if command.colour is not None:
            sound.colour_in(command.colour, at=now)
        return Decision([sound], None)

    def edit(self, command: EditSound) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        sound.edit(command.edit, at=self._clock.now())
        return Decision([sound], None)

    def trash(self, command: TrashSound) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        sound.trash(by_host=command.by_host, at=self._clock.now())
        return Decision([sound], None)

    def restore(self, command: RestoreSound) -> Decision[None]:
        sound = self._aggregates.load(Sound, command.sound_id)
        sound.restore_from_trash(by_host=command.by_host, at=self._clock.now())
        return Decision([sound], None)

    def by_command(self) -> Mapping[type, Callable[[Any], Decision[Any]]]:
        return {
            RegisterSound: self.register,
            MoveSound: self.move,
            ChangeContent: self.change_content,
            TouchSound: self.touch,
            MarkSoundMissing: self.mark_missing,
            MarkSoundBack: self.mark_back,
            NormalizeSound: self.normalize,
            RecordNormalized: self.record_normalized,
            RecordNormalizingFailed: self.record_normalizing_failed,
            ChangeLabels: self.change_labels,
            EditSound: self.edit,
            TrashSound: self.trash,
            RestoreSound: self.restore,
        }
