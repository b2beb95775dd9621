"""Makes a sound of a file that somebody brought, once, and leaves nothing of one that it refuses."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Semaphore
from typing import ParamSpec, TypeVar
from uuid import UUID

from application.claims import CONTENT
from application.command import Envelope
from application.errors import IdempotencyKeyReusedError
from application.executor.command_executor import CommandExecutor
from application.soundboard import Soundboard
from application.sounds.commands import MoveSound, RegisterSound
from domain.claim import Claim
from domain.errors import AlreadyClaimedError
from domain.identifiers import claim_id
from domain.recording import Recording
from domain.sound import Sound
from domain.sound_labels import valid_title
from domain.values import SoundType
from infrastructure.files.audio_formats import AudioFormat
from infrastructure.files.errors import (
    FileTooLargeError,
    SoundThereError,
    SoundTooLongError,
)
from infrastructure.files.incoming_file import IncomingFile
from infrastructure.files.placing import Placing
from infrastructure.files.sound_content import look_into
from infrastructure.files.upload_form import Received, UploadForm
from infrastructure.files.upload_limits import MEBIBYTE, UploadLimits
from infrastructure.files.upload_turns import UploadTurns
from infrastructure.library.sound_folders import FOLDERS, title_of

P = ParamSpec("P")
A = TypeVar("A")

UPLOADS_AT_ONCE = 4
PROBES_AT_ONCE = 2

LEFT_BEHIND_SECONDS = 3_600
"""An incoming file that nobody wrote to for so long belongs to no upload."""


@dataclass(frozen=True)
class BroughtIn:
    sound_id: UUID
    title: str
    duration_ms: int
    size_bytes: int
    sha256: str
    position: int
    """Of the log, at which it can be read."""
    is_back: bool = False
    """Whether it was here before, and its file was missing."""


class Uploads:
    def __init__(
        self,
        soundboard: Soundboard,
        executor: CommandExecutor,
        last_position: Callable[[], int],
        limits: UploadLimits,
        *,
        originals: Path,
        incoming: Path,
        notes: Path,
    ) -> None:
        """`incoming` is for what nobody misses after a restart, on the disk of the originals."""
        self.limits = limits
        self._soundboard = soundboard
        self._executor = executor
        self._last_position = last_position
        self.incoming = incoming
        self._originals = originals
        self.placing = Placing(soundboard, originals, notes)
        self.turns = UploadTurns(UPLOADS_AT_ONCE)
        self._probing = Semaphore(PROBES_AT_ONCE)
        self._threads = ThreadPoolExecutor(UPLOADS_AT_ONCE, thread_name_prefix="upload")

    def close(self) -> None:
        """What is being placed is placed first."""
        self._threads.shutdown()

    async def carry_out(self, work: Callable[P, A], *args: P.args, **kwargs: P.kwargs) -> A:
        """In a thread for uploads alone: they may wait for a disk or a probe, and nobody waits for them."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **kwargs))

    def form(self, content_type: str) -> UploadForm:
        """Raises InvalidFormError."""
        return UploadForm(content_type, self.incoming, self.limits)

    def clear_up(self) -> None:
        """At the start, when no upload is under way: of those that were cut off nothing is left."""
        self.placing.settle_all()
        self._remove(older_than=0.0)

    def clear_up_old(self) -> None:
        """The same while others bring in files."""
        self.placing.settle_all()
        self._remove(older_than=LEFT_BEHIND_SECONDS)

    def _remove(self, *, older_than: float) -> None:
        if not self.incoming.exists():
            return
        for each in self.incoming.iterdir():
            with suppress(FileNotFoundError):
                if time.time() - each.stat().st_mtime >= older_than:
                    each.unlink()

    def bring_in(self, received: Received, sound_id: UUID, given_by: Envelope) -> BroughtIn:
        """The same file again under the same id gets the same answer. Not for the event loop.

        Raises FilesError, DomainError, ApplicationError.
        """
        file = received.file
        if file.is_too_large:
            raise FileTooLargeError(f"A file has at most {self.limits.file_bytes // MEBIBYTE} MB here.")
        if (there := self._soundboard.find(Sound, sound_id)) is not None:
            return self._again(there, file)
        missed = self._missed(file)
        found, duration_ms = self._examine(file)
        if missed is not None:
            return self._bring_back(missed, file, found, given_by)
        command = RegisterSound(
            sound_id=sound_id,
            sound_type=SoundType.SOUNDBOARD,
            title=valid_title(received.title.strip() or title_of(Path(file.name))),
            path=f"{FOLDERS[SoundType.SOUNDBOARD]}/{sound_id}{found.suffix}",
            recording=_recording(file, duration_ms),
            original_name=file.name,
            by=given_by.actor_id,
        )
        try:
            with self.placing.placed(file.path, command.path, sound_id):
                answered = self._executor.run(command, replace(given_by, idempotency_key=None))
        except AlreadyClaimedError as error:
            raise self._there(error.holder_id) from None
        return _brought_in(command, answered.position)

    def _again(self, there: Sound, file: IncomingFile) -> BroughtIn:
        if there.sha256 != file.sha256:
            raise IdempotencyKeyReusedError("This Idempotency-Key came with another request before.")
        return BroughtIn(there.id, there.title, there.file_ms, file.size, there.sha256, self._last_position())

    def _missed(self, file: IncomingFile) -> Sound | None:
        """The sound with this content whose file is gone. Before anything is looked at; the claim decides in
        the end. Raises SoundThereError.
        """
        claim = self._soundboard.find(Claim, claim_id(CONTENT, file.sha256))
        if claim is None or claim.holder_id is None:
            return None
        sound = self._soundboard.load(Sound, claim.holder_id)
        if sound.is_trashed or (self._originals / sound.path).exists():
            raise self._there(sound.id)
        return sound

    def _bring_back(
        self, sound: Sound, file: IncomingFile, found: AudioFormat, given_by: Envelope
    ) -> BroughtIn:
        """Under a name of ours: where it was before there may be a folder no more."""
        path = f"{FOLDERS[SoundType(sound.sound_type)]}/{sound.id}{found.suffix}"
        command = MoveSound(sound.id, path, file.path.stat().st_mtime_ns)
        with self.placing.placed(file.path, path, sound.id):
            answered = self._executor.run(command, replace(given_by, idempotency_key=None))
        return BroughtIn(
            sound.id, sound.title, sound.file_ms, file.size, sound.sha256, answered.position, is_back=True
        )

    def _there(self, sound_id: UUID) -> SoundThereError:
        sound = self._soundboard.load(Sound, sound_id)
        return SoundThereError(sound.id, sound.title, is_trashed=sound.is_trashed)

    def _examine(self, file: IncomingFile) -> tuple[AudioFormat, int]:
        """Its format and how long it is. Raises NotASoundError, SoundTooLongError."""
        with self._probing:
            found, duration_ms = look_into(file)
        if duration_ms > self.limits.minutes * 60_000:
            raise SoundTooLongError(f"A sound has at most {self.limits.minutes} minutes here.")
        return found, duration_ms


def _recording(file: IncomingFile, duration_ms: int) -> Recording:
    return Recording(
        size_bytes=file.size,
        duration_ms=duration_ms,
        sha256=file.sha256,
        modified_ns=file.path.stat().st_mtime_ns,
    )


def _brought_in(command: RegisterSound, position: int) -> BroughtIn:
    recording = command.recording
    return BroughtIn(
        command.sound_id,
        command.title,
        recording.duration_ms,
        recording.size_bytes,
        recording.sha256,
        position,
    )
