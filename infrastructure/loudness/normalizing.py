"""Makes one sound of the library as loud as the others: from its original to the event that tells of it."""

import logging
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Event, Lock
from uuid import UUID

from eventsourcing.persistence import PersistenceError

from application.command import Command, from_system
from application.errors import ApplicationError
from application.executor.command_executor import CommandExecutor
from application.soundboard import Soundboard
from application.sounds.commands import RecordNormalized, RecordNormalizingFailed
from domain.errors import SoundMissingError
from domain.loudness import Loudness
from domain.recording import Normalization
from domain.sound import Sound
from infrastructure.bounded_process import CutOffError
from infrastructure.library.sound_files import SoundFiles
from infrastructure.library.sound_folders import sha256_of
from infrastructure.library.sound_store import SoundStore, normalized_path
from infrastructure.loudness.ffmpeg import FfmpegError
from infrastructure.loudness.gate import Gate
from infrastructure.loudness.normalizer import Made, Normalizer
from infrastructure.loudness.plan import Method, is_below
from infrastructure.loudness.target import Target

BEGUN_ANEW_MAX = 3
"""Times that a sound may change while it is being normalised."""

TRY_AGAIN_SECONDS = 1.0
TRIES_MAX = 60
"""A minute, in which a store that was away comes back."""

LOCKS = 64

logger = logging.getLogger(__name__)


class OtherContentError(Exception):
    """The file is not the one that the library knows."""


class Outcome(StrEnum):
    NORMALIZED = "normalized"
    BELOW_TARGET = "below_target"
    """As near as its peak allows."""
    SILENT = "silent"
    FAILED = "failed"


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    reason: str = ""


def verdict_on(method: str, after: Loudness, target: Target) -> Verdict:
    if method == Method.SILENCE:
        return Verdict(Outcome.SILENT, "There is nothing to hear in it: it was copied as it is.")
    if is_below(after, target):
        return Verdict(Outcome.BELOW_TARGET, f"Its peak allows no more than {after.integrated:.1f} LUFS.")
    return Verdict(Outcome.NORMALIZED)


class Normalizing:
    def __init__(
        self,
        soundboard: Soundboard,
        executor: CommandExecutor,
        store: SoundStore,
        files: SoundFiles,
        *,
        normalizer: Normalizer,
        gate: Gate,
        passes: int,
    ) -> None:
        """`passes`: as many as the settings say, where nobody says otherwise."""
        self._soundboard = soundboard
        self._executor = executor
        self._store = store
        self._files = files
        self._normalizer = normalizer
        self._gate = gate
        self._passes = passes
        self._locks = [Lock() for _ in range(LOCKS)]
        self._is_closing = Event()

    def close(self) -> None:
        self._is_closing.set()

    def is_there(self, normalized_path: str) -> bool:
        return self._store.is_normalized(normalized_path)

    def normalize(self, sound_id: UUID, *, mark: str, passes: int | None = None) -> Verdict:
        """Raises CutOffError; what fails is recorded as failed. The mark tells this result from others.

        Without passes: as many as were asked for of this sound.
        """
        with self._locks[sound_id.int % LOCKS]:
            sound = self._soundboard.load(Sound, sound_id)
            try:
                for _ in range(BEGUN_ANEW_MAX):
                    if (verdict := self._attempt(sound, mark, passes)) is not None:
                        return verdict
                    sound = self._soundboard.load(Sound, sound_id)
                return self._failed(sound, "It changed again and again meanwhile.")
            except (FfmpegError, OtherContentError, SoundMissingError) as error:
                return self._failed(sound, str(error))
            except OSError as error:
                return self._failed(sound, f"A file cannot be read or written: {error.strerror}.")

    def _attempt(self, sound: Sound, mark: str, passes: int | None) -> Verdict | None:
        """None where the sound is no longer what it was at the beginning."""
        with self._gate, self._store.draft() as draft:
            made = self._make(sound, draft, passes or sound.passes_asked or self._passes)
            now = self._soundboard.load(Sound, sound.id)
            if (now.sha256, now.passes_asked) != (sound.sha256, sound.passes_asked):
                return None
            path = normalized_path(sound.sound_type, sound.id, sound.sha256, mark, made.suffix)
            self._store.keep(draft, self._store.normalized / path)
        return self._record(now, path, made)

    def _make(self, sound: Sound, draft: Path, passes: int) -> Made:
        original = self._files.original(sound)
        if sound.is_missing or not original.is_file():
            raise SoundMissingError("Its file is missing.")
        if sha256_of(original) != sound.sha256:
            raise OtherContentError("Its file is not what was brought in. A scan will tell.")
        return self._normalizer.make(original, draft, duration_ms=sound.file_ms, passes=passes)

    def _record(self, sound: Sound, path: str, made: Made) -> Verdict | None:
        """The former result goes once this one is recorded; this one, where it is not."""
        self._render(sound, path)
        result = Normalization(
            path=path,
            method=str(made.method),
            size_bytes=made.size_bytes,
            duration_ms=made.duration_ms,
            sha256=made.sha256,
            before=made.before,
            after=made.after,
            target=self._normalizer.target.told(),
        )
        self._tell(RecordNormalized(sound.id, sound.sha256, result))
        now = self._soundboard.load(Sound, sound.id)
        if now.normalized_path != path:
            self._store.remove_normalized(path)
            return None
        if sound.normalized_path not in ("", path):
            self._store.remove_normalized(sound.normalized_path)
        if not now.edited.is_none:
            self._files.remove_former(now)
        return verdict_on(result.method, result.after, self._normalizer.target)

    def _render(self, sound: Sound, path: str) -> None:
        """So that whoever plays it next does not wait. What cannot be rendered is no fault of the result."""
        try:
            with self._gate:
                self._files.make(sound, path)
        except (FfmpegError, OSError, SoundMissingError) as error:
            logger.warning("not rendered yet: %s", error, extra={"sound": str(sound.id)})

    def _failed(self, sound: Sound, reason: str) -> Verdict:
        self._tell(RecordNormalizingFailed(sound.id, sound.sha256, reason))
        return Verdict(Outcome.FAILED, reason)

    def _tell(self, command: Command[None]) -> None:
        """As often as it takes, while the store fails. Raises CutOffError."""
        for _ in range(TRIES_MAX):
            if self._is_closing.is_set():
                break
            try:
                self._executor.run(command, from_system(is_bulk=True))
            except (ApplicationError, PersistenceError) as error:
                logger.warning("not recorded yet: %s", error)
                self._is_closing.wait(TRY_AGAIN_SECONDS)
            else:
                return
        raise CutOffError("It could not be recorded.")
