"""Hands requested plays to the audio host. At most once: a play that was tried before is not tried again."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
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
from infrastructure.files.errors import NotRenderedYetError, TooManyRendersError
from infrastructure.library.sound_files import SoundFiles
from infrastructure.log_store.streams import StreamReader
from infrastructure.playback.remembered_files import RememberedFiles
from infrastructure.work.work_table import Lease

NOT_RENDERED_YET = "It is still being made as it is edited. Try again in a moment."


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
        *,
        rendered: Callable[[UUID, int], Future[None]],
    ) -> None:
        """`rendered` has an edited sound made, of which so many milliseconds are heard."""
        self._soundboard = soundboard
        self._streams = streams
        self._executor = executor
        self._audio_host = audio_host
        self._files = files
        self._rendered = rendered
        self._waiting: set[UUID] = set()
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
        """Remembers what was just asked for, so that the log need not be read again a moment later.

        What failed is silenced, whyever it did: the player may be at it still.
        """
        for event in commit.events:
            match event:
                case Play.Requested(sound_id=sound_id):
                    self._fresh[event.originator_id] = sound_id
                case Play.Started():
                    self._fresh.pop(event.originator_id, None)
                case Play.Failed():
                    self._fresh.pop(event.originator_id, None)
                    self._audio_host.stop(event.originator_id)
                case Sound.Moved() | Sound.ContentChanged() | Sound.Normalized() | Sound.Edited():
                    self._remembered.forget(event.originator_id)

    def _still_requested(self, play_ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
        """Play → sound; the log is asked for those that are not fresh."""
        fresh = {id: sound_id for id in play_ids if (sound_id := self._fresh.pop(id, None)) is not None}
        others = [id for id in play_ids if id not in fresh]
        return {**fresh, **self._streams.plays_still_requested(others)} if others else fresh

    def give_up(self, reference: UUID, reason: str) -> None:
        said = NOT_RENDERED_YET if reference in self._waiting else reason
        self._tell(RecordPlayFailed(reference, said))

    def _play(self, play_id: UUID, sound_id: UUID) -> None:
        try:
            self._audio_host.play(play_id, *self._remembered.file_of(sound_id))
        except NotRenderedYetError as error:
            self._play_once_rendered(play_id, sound_id, error.heard_ms)
        except SoundMissingError:
            self._is_missing(play_id, sound_id)
        except (NoFreeVoiceError, AudioHostDownError) as error:
            self.give_up(play_id, str(error))

    def _play_once_rendered(self, play_id: UUID, sound_id: UUID, heard_ms: int) -> None:
        """Nobody else waits for it; its deadline settles what takes too long."""
        try:
            rendered = self._rendered(sound_id, heard_ms)
        except TooManyRendersError as error:
            self.give_up(play_id, str(error))
            return
        self._waiting.add(play_id)
        rendered.add_done_callback(partial(self._play_rendered, play_id, sound_id))

    def _play_rendered(self, play_id: UUID, sound_id: UUID, rendered: Future[None]) -> None:
        self._waiting.discard(play_id)
        match rendered.exception():
            case None:
                if self._streams.plays_still_requested([play_id]):
                    self._play(play_id, sound_id)
            case SoundMissingError():
                self._is_missing(play_id, sound_id)
            case OSError() as error:
                self.give_up(play_id, f"It cannot be made as it is edited: {error.strerror}.")
            case error:
                self.give_up(play_id, f"It cannot be heard as it is edited: {error}")

    def _is_missing(self, play_id: UUID, sound_id: UUID) -> None:
        self._tell(MarkSoundMissing(sound_id))
        self.give_up(play_id, "The file is missing.")

    def _look_up_file(self, sound_id: UUID) -> tuple[Path, int]:
        sound = self._soundboard.load(Sound, sound_id)
        return self._files.to_hear(sound), sound.duration_ms

    def _tell(self, command: Command[None]) -> None:
        try:
            self._executor.begin(command, from_system())
        except ApplicationError:
            """The server is stopping or overrun: the deadline settles it."""
