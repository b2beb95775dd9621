"""Carries out what a scan decided of each file: the command for it, and its line in the report."""

from collections.abc import Callable
from uuid import UUID, uuid4

from application.command import Command
from application.sounds.commands import (
    ChangeContent,
    MarkSoundBack,
    MarkSoundMissing,
    MoveSound,
    RegisterSound,
    TouchSound,
)
from domain.errors import AlreadyClaimedError
from domain.identifiers import SYSTEM_ID
from domain.recording import Recording
from domain.sound import Sound
from infrastructure.library import scan_sentences as sentences
from infrastructure.library.bulk_commands import BulkCommands, Refusal
from infrastructure.library.catalogue import Catalogue
from infrastructure.library.examining import Examined
from infrastructure.library.listing import FoundFile
from infrastructure.library.scan_progress import ProgressCount
from infrastructure.library.scan_report import Outcome, ScanReport
from infrastructure.library.sound_folders import title_of
from projections.sounds.queries import KnownFile


class ScanDecisions:
    def __init__(
        self,
        catalogue: Catalogue,
        bulk: BulkCommands,
        progress: ProgressCount,
        find_sound: Callable[[UUID], Sound | None],
    ) -> None:
        self.report = ScanReport()
        self._catalogue = catalogue
        self._bulk = bulk
        self._progress = progress
        self._find_sound = find_sound

    def skip(self, path: str, reason: str) -> None:
        self.report.add(Outcome.SKIPPED, path, reason)

    def leave_young(self, found: FoundFile) -> None:
        self.report.left_young += 1
        self._catalogue.leave_path(found.path)
        self.skip(found.path, sentences.IS_YOUNG)

    def is_there(self, found: FoundFile, sound: KnownFile) -> None:
        """With the content that it had, perhaps with another time."""
        self._catalogue.comes_home(sound)
        if sound.modified_ns != found.modified_ns:
            self._tell(TouchSound(sound.sound_id, found.modified_ns))
        if sound.is_missing:
            self._tell(MarkSoundBack(sound.sound_id))
        self.report.add(Outcome.RETURNED if sound.is_missing else Outcome.UNCHANGED, found.path)

    def move(self, examined: Examined, sound: KnownFile) -> None:
        found = examined.found
        self._catalogue.comes_home(sound)
        self._tell(MoveSound(sound.sound_id, found.path, found.modified_ns))
        reason = sentences.moved_from(sound.path, sound.sound_id, is_trashed=sound.is_trashed)
        self.report.add(Outcome.MOVED, found.path, reason)

    def change(self, examined: Examined, sound: KnownFile) -> None:
        def then(refusal: Refusal | None) -> None:
            if refusal is None:
                self._catalogue.changed(sound, examined.sha256)
                reason = sentences.IS_BACK_CHANGED if sound.is_missing else sentences.CHANGED
                self.report.add(Outcome.UPDATED, examined.found.path, reason)
            else:
                self._catalogue.goes_away(sound)
                self._refused(examined.found, refusal)

        self._catalogue.comes_home(sound)
        self._bulk.ask(ChangeContent(sound.sound_id, _recording(examined)), then)

    def register(self, examined: Examined) -> None:
        def then(refusal: Refusal | None) -> None:
            if refusal is None:
                self.report.add(Outcome.ADDED, found.path)
                self._progress.count("added")
            else:
                self._refused(found, refusal)

        found = examined.found
        command = RegisterSound(
            sound_id=uuid4(),
            sound_type=found.sound_type,
            title=title_of(found.file),
            path=found.path,
            recording=_recording(examined),
            original_name=found.file.name,
            by=SYSTEM_ID,
        )
        self._bulk.ask(command, then)

    def duplicate(self, path: str, sound_id: UUID) -> None:
        sound = self._find_sound(sound_id)
        self.report.add(Outcome.DUPLICATE, path, sentences.duplicate_of(sound, sound_id))

    def miss(self, sound: KnownFile, *, is_place_taken: bool) -> None:
        self._tell(MarkSoundMissing(sound.sound_id))
        reason = sentences.gone(is_place_taken=is_place_taken, is_trashed=sound.is_trashed)
        self.report.add(Outcome.MISSING, sound.path, reason)

    def _tell(self, command: Command[None]) -> None:
        """None of these is refused where the sound is there: a refusal is an error of ours."""
        self._bulk.ask(command, _raise)

    def _refused(self, found: FoundFile, refusal: Refusal) -> None:
        if not isinstance(refusal, AlreadyClaimedError):
            self.skip(found.path, str(refusal))
            return
        holder = self._find_sound(refusal.holder_id)
        if holder is not None and holder.path == found.path:  # somebody brought it in meanwhile
            self.report.add(Outcome.UNCHANGED, found.path)
        else:
            self.duplicate(found.path, refusal.holder_id)


def _recording(examined: Examined) -> Recording:
    found = examined.found
    return Recording(found.size_bytes, examined.duration_ms, examined.sha256, found.modified_ns)


def _raise(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal
