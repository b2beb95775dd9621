"""Hands requested plays to the audio host. At most once: a play that was tried before is not tried again."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from application.command import Command, from_system
from application.decision import Commit
from application.errors import ApplicationError
from application.executor.command_executor import CommandExecutor
from application.plays.commands import RecordPlayFailed
from application.process_managers.playing import PLAY_SOUND
from application.soundboard import Soundboard
from application.sounds.commands import MarkSoundMissing
from domain.errors import SoundMissingError
from domain.play import Play
from domain.sound import Sound
from infrastructure.audio.audio_host import AudioHost
from infrastructure.audio.errors import AudioHostDownError, NoFreeVoiceError
from infrastructure.bounded_process import CutOffError
from infrastructure.library.sound_files import SoundFiles
from infrastructure.log_store.streams import StreamReader
from infrastructure.loudness.ffmpeg import FfmpegError
from infrastructure.playback.remembered_files import RememberedFiles
from infrastructure.work.work_table import Lease


class PlaySoundWorker:
    kind: ClassVar[str] = PLAY_SOUND
    seconds_max: ClassVar[float] = 10.0

    def __init__(
        self,
        soundboard: Soundboard,
        streams: StreamReader,
        executor: CommandExecutor,
        audio_host: AudioHost,
        files: SoundFiles,
    ) -> None:
        self._soundboard = soundboard
        self._streams = streams
        self._executor = executor
        self._audio_host = audio_host
        self._files = files
        self._fresh: dict[UUID, UUID] = {}
        self._remembered = RememberedFiles(self._look_up_file)

    def carry_out(self, leases: Sequence[Lease]) -> None:
        requested = self._still_requested([lease.reference for lease in leases])
        for lease in leases:
            if lease.attempt > 1:
                self.give_up(lease.reference, "It was interrupted before it sounded.")
            elif (sound_id := requested.get(lease.reference)) is not None:
                self._play(lease.reference, sound_id)

    def after_commit(self, _: int, commit: Commit) -> None:
        """Remembers what was just asked for, so that the log need not be read again a moment later."""
        for event in commit.events:
            match event:
                case Play.Requested(sound_id=sound_id):
                    self._fresh[event.originator_id] = sound_id
                case Play.Failed() | Play.Started():
                    self._fresh.pop(event.originator_id, None)
                case Sound.Moved() | Sound.ContentChanged() | Sound.Normalized() | Sound.Edited():
                    self._remembered.forget(event.originator_id)

    def _still_requested(self, play_ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
        """Play → sound; the log is asked for those that are not fresh."""
        fresh = {id: sound_id for id in play_ids if (sound_id := self._fresh.pop(id, None)) is not None}
        others = [id for id in play_ids if id not in fresh]
        return {**fresh, **self._streams.plays_still_requested(others)} if others else fresh

    def give_up(self, reference: UUID, reason: str) -> None:
        self._tell(RecordPlayFailed(reference, reason))

    def _play(self, play_id: UUID, sound_id: UUID) -> None:
        try:
            self._audio_host.play(play_id, *self._remembered.file_of(sound_id))
        except SoundMissingError:
            self._tell(MarkSoundMissing(sound_id))
            self.give_up(play_id, "The file is missing.")
        except (NoFreeVoiceError, AudioHostDownError, FfmpegError, CutOffError) as error:
            self.give_up(play_id, str(error))

    def _look_up_file(self, sound_id: UUID) -> tuple[Path, int]:
        sound = self._soundboard.load(Sound, sound_id)
        file = self._files.to_hear(sound)
        if not file.is_file():
            raise SoundMissingError(f"The file of “{sound.title}” is missing.")
        return file, sound.duration_ms

    def _tell(self, command: Command[None]) -> None:
        try:
            self._executor.begin(command, from_system())
        except ApplicationError:
            """The server is stopping or overrun: the deadline settles it."""
