"""Speaks what was asked for, and brings it to the board."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar
from uuid import UUID, uuid4

from application.command import from_system
from application.executor.command_executor import CommandExecutor
from application.process_managers.speaking import SPEAK_TEXT
from application.soundboard import Soundboard
from application.speeches.commands import CompleteSpeech, FailSpeech
from domain.errors import AlreadyClaimedError
from domain.identifiers import sound_id
from domain.recording import Recording
from domain.sound import Sound
from domain.speech import Speech, SpeechState
from domain.values import SoundType
from infrastructure.library.audio_probe import NotAudioError, probe
from infrastructure.library.moving import move_file
from infrastructure.library.sound_folders import FOLDERS, path_in_library, sha256_of
from infrastructure.speech.sentences import is_there
from infrastructure.speech.voices import SpeechError, Voices
from infrastructure.work.settling import settle_together
from infrastructure.work.work_table import Lease

logger = logging.getLogger(__name__)


class SpeakTextWorker:
    kind: ClassVar[str] = SPEAK_TEXT
    seconds_max: ClassVar[float] = 60.0

    def __init__(
        self,
        soundboard: Soundboard,
        executor: CommandExecutor,
        voices: Voices,
        *,
        originals: Path,
        temp: Path,
    ) -> None:
        self._soundboard = soundboard
        self._executor = executor
        self._voices = voices
        self._originals = originals
        self._temp = temp

    def carry_out(self, leases: Sequence[Lease]) -> None:
        for lease in leases:
            try:
                self._speak(lease.reference)
            except (SpeechError, NotAudioError) as error:
                self.give_up(lease.reference, str(error))

    def give_up(self, reference: UUID, reason: str) -> None:
        self.give_up_together([reference], reason)

    def give_up_together(self, references: Sequence[UUID], reason: str) -> None:
        try:
            settle_together(self._executor, (FailSpeech(each, reason) for each in references))
        finally:
            for each in references:
                self._clear_up(each)

    def _clear_up(self, speech_id: UUID) -> None:
        """What failed leaves no file, which a scan would take for a sound: nor does a try that came late."""
        if self._soundboard.load(Speech, speech_id).state == SpeechState.FAILED:
            self._file_of(speech_id).unlink(missing_ok=True)

    def _file_of(self, speech_id: UUID) -> Path:
        return self._originals / FOLDERS[SoundType.TEXT_TO_SPEECH] / f"{_sound_id(speech_id)}.wav"

    def _speak(self, speech_id: UUID) -> None:
        """Done again after a kill, it writes the same file."""
        speech = self._soundboard.load(Speech, speech_id)
        if not speech.is_open:
            return
        file = self._file_of(speech_id)
        spoken = self._temp / f"{uuid4()}.wav"
        path = path_in_library(self._originals, file)
        try:
            self._temp.mkdir(parents=True, exist_ok=True)
            self._voices.speak(speech.text, voice=speech.voice, speed=speech.speed, file=spoken)
            recording = Recording(
                size_bytes=spoken.stat().st_size,
                duration_ms=probe(spoken).duration_ms,
                sha256=sha256_of(spoken),
                modified_ns=spoken.stat().st_mtime_ns,
            )
            move_file(spoken, file)
            command = CompleteSpeech(speech_id, _sound_id(speech_id), path, recording)
            self._executor.run(command, from_system())
            self._clear_up(speech_id)
        except AlreadyClaimedError as error:
            same = self._soundboard.load(Sound, error.holder_id)
            self._executor.run(FailSpeech(speech_id, is_there(same)), from_system())
            if same.path != path:  # a scan that looked meanwhile has taken this very file
                file.unlink(missing_ok=True)
        except OSError as error:
            raise SpeechError(f"It could not be kept: {error.strerror}.") from None
        finally:
            spoken.unlink(missing_ok=True)


def _sound_id(speech_id: UUID) -> UUID:
    return sound_id(speech_id, "speech")
