"""Hands requested plays to the audio host. At most once: a play that was tried before is not tried again."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from application.command import Command, from_system
from application.errors import ApplicationError
from application.executor.command_executor import CommandExecutor
from application.library.commands import MarkSoundMissing
from application.plays.commands import RecordPlayFailed
from application.process_managers.playing import PLAY_SOUND
from application.soundboard import Soundboard
from domain.sound import Sound
from infrastructure.audio.audio_host import AudioHost
from infrastructure.audio.errors import AudioHostDownError, NoFreeVoiceError
from infrastructure.log_store.streams import StreamReader
from infrastructure.work.work_table import Lease

SOUNDS_REMEMBERED_MAX = 10_000


class PlaySoundWorker:
    kind: ClassVar[str] = PLAY_SOUND
    seconds_max: ClassVar[float] = 10.0

    def __init__(
        self,
        soundboard: Soundboard,
        streams: StreamReader,
        executor: CommandExecutor,
        audio_host: AudioHost,
        originals: Path,
    ) -> None:
        self._soundboard = soundboard
        self._streams = streams
        self._executor = executor
        self._audio_host = audio_host
        self._originals = originals
        self._file_of = lru_cache(SOUNDS_REMEMBERED_MAX)(self._look_up_file)

    def carry_out(self, leases: Sequence[Lease]) -> None:
        requested = self._streams.plays_still_requested([lease.reference for lease in leases])
        for lease in leases:
            if lease.attempt > 1:
                self.give_up(lease.reference, "It was interrupted before it sounded.")
            elif (sound_id := requested.get(lease.reference)) is not None:
                self._play(lease.reference, sound_id)

    def give_up(self, reference: UUID, reason: str) -> None:
        self._tell(RecordPlayFailed(reference, reason))

    def _play(self, play_id: UUID, sound_id: UUID) -> None:
        file, duration_ms = self._file_of(sound_id)
        if not file.is_file():
            self._tell(MarkSoundMissing(sound_id))
            self.give_up(play_id, "The file is missing.")
            return
        try:
            self._audio_host.play(play_id, file, duration_ms)
        except (NoFreeVoiceError, AudioHostDownError) as error:
            self.give_up(play_id, str(error))

    def _look_up_file(self, sound_id: UUID) -> tuple[Path, int]:
        sound = self._soundboard.load(Sound, sound_id)
        return self._originals / sound.path, sound.duration_ms

    def _tell(self, command: Command[None]) -> None:
        try:
            self._executor.begin(command, from_system())
        except ApplicationError:
            """The server is stopping or overrun: the deadline settles it."""
