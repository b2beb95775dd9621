"""Brings one sound of an archive to the board: as it was, or not at all. What people made here stays."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

from application.claims import CONTENT
from application.command import Envelope
from application.errors import ConflictError
from application.executor.command_executor import CommandExecutor
from application.library.import_commands import ImportSound, TakeOver, Told
from application.soundboard import Soundboard
from domain.claim import Claim
from domain.edit import UNEDITED, Edit
from domain.errors import AlreadyClaimedError, DomainError
from domain.identifiers import SYSTEM_ID, claim_id, may_be_of_a_sound, sound_id
from domain.recording import Recording
from domain.sound import Sound
from infrastructure.files.errors import InvalidArchiveError, NotASoundError
from infrastructure.files.incoming_file import IncomingFile, last_part
from infrastructure.files.placing import Placing
from infrastructure.files.sound_content import look_into
from infrastructure.library.examining import SIZE_BYTES_MAX
from infrastructure.library.sound_folders import FOLDERS
from infrastructure.library_archive.import_report import Outcome, Verdict
from infrastructure.library_archive.manifest import ListedSound
from infrastructure.library_archive.reading import Archive

NO_AUDIO = Verdict(Outcome.WITHOUT_AUDIO, "Its file was missing when the archive was made.")
DAMAGED = Verdict(Outcome.WITHOUT_AUDIO, "Its file was damaged when the archive was made.")
NOT_THERE = Verdict(Outcome.REFUSED, "The archive does not have the file that it lists.")
OTHER_SIZE = Verdict(Outcome.REFUSED, "Its file in the archive has another size than the list says.")
OTHER_BYTES = Verdict(Outcome.REFUSED, "Its file in the archive is not what the list says: the hash differs.")
READ_ALREADY = Verdict(Outcome.REFUSED, "The list names its file for another sound as well.")
TOO_LARGE = Verdict(Outcome.REFUSED, f"It is larger than {SIZE_BYTES_MAX >> 30} GiB.")
MEANWHILE = Verdict(Outcome.REFUSED, "Somebody brought in another sound in its place. Import once more.")


SAID = (
    Sound.Renamed,
    Sound.Described,
    Sound.Tagged,
    Sound.Coloured,
    Sound.Edited,
    Sound.PlaysCarriedOver,
    Sound.Trashed,
    Sound.Restored,
)
"""By people, of a sound."""


class BringingIn:
    """Of one import. It may be cut off and begun again: what it brought in before is known by its cause."""

    def __init__(
        self,
        soundboard: Soundboard,
        executor: CommandExecutor,
        placing: Placing,
        incoming: Path,
        *,
        import_id: UUID,
        by: UUID,
    ) -> None:
        self._soundboard = soundboard
        self._executor = executor
        self._placing = placing
        self._incoming = incoming
        self._import_id = import_id
        self._by = by
        self._met: set[str] = set()
        self._read: set[str] = set()

    def bring_in(self, archive: Archive, sound: ListedSound) -> Verdict:
        """Raises NoRoomError, and what the executor raises."""
        if sound.audio is None:
            return DAMAGED if sound.is_damaged else NO_AUDIO
        if (holder := self._holder_of(sound.sha256)) is not None:
            return self._is_here(sound, holder)
        if (refusal := _refusal_unopened(sound, archive.size_of(sound))) is not None:
            return refusal
        if sound.audio in self._read:
            return READ_ALREADY
        self._read.add(sound.audio)
        file = IncomingFile(self._incoming, _safe(sound.audio), bytes_max=sound.size_bytes)
        try:
            return self._taken_out(archive, sound, file)
        except (InvalidArchiveError, NotASoundError) as error:
            return Verdict(Outcome.REFUSED, str(error))
        finally:
            file.discard()

    def _taken_out(self, archive: Archive, sound: ListedSound, file: IncomingFile) -> Verdict:
        for block in archive.blocks(sound):
            file.write(block)
        file.finish()
        if file.sha256 != sound.sha256:
            return OTHER_BYTES
        found, duration_ms = look_into(file)
        id = self._free_id(sound)
        try:
            command = self._command(sound, file, id, found.suffix, duration_ms)
            with self._placing.placed(file.path, command.path, id):
                self._executor.run(command, self._envelope())
        except AlreadyClaimedError as error:
            return self._is_here(sound, error.holder_id)
        except ConflictError:
            return MEANWHILE
        except DomainError as error:
            return Verdict(Outcome.REFUSED, str(error))
        self._met.add(sound.sha256)
        return Verdict(Outcome.ADDED)

    def _command(
        self, sound: ListedSound, file: IncomingFile, id: UUID, suffix: str, duration_ms: int
    ) -> ImportSound:
        recording = Recording(file.size, duration_ms, file.sha256, file.path.stat().st_mtime_ns)
        return ImportSound(
            sound_id=id,
            sound_type=sound.type,
            path=f"{FOLDERS[sound.type]}/{id}{suffix}",
            recording=recording,
            original_name=last_part(_safe(sound.original_name)),
            by=self._by,
            told=_told(sound, duration_ms),
        )

    def _envelope(self) -> Envelope:
        return Envelope(self._by, uuid4(), caused_by=self._import_id, is_bulk=True)

    def _free_id(self, sound: ListedSound) -> UUID:
        """Its own; where that is another's here, or may become so, one that follows from its content."""
        is_free = may_be_of_a_sound(sound.id) and not any(self._soundboard.events.get(sound.id, lte=1))
        return sound.id if is_free else sound_id(sound.id, sound.sha256)

    def _holder_of(self, sha256: str) -> UUID | None:
        claim = self._soundboard.find(Claim, claim_id(CONTENT, sha256))
        return None if claim is None else claim.holder_id

    def _is_here(self, sound: ListedSound, holder_id: UUID) -> Verdict:
        if sound.sha256 not in self._met:
            self._met.add(sound.sha256)
            events = list(self._soundboard.events.get(holder_id))
            causes = [getattr(each, "caused_by", None) for each in events]
            if self._import_id in causes:  # before it was cut off
                return Verdict(Outcome.ADDED if causes[0] == self._import_id else Outcome.TAKEN_OVER)
            if _is_as_it_came(events):
                return self._take_over(sound, self._soundboard.load(Sound, holder_id))
        return _stays(self._soundboard.load(Sound, holder_id))

    def _take_over(self, sound: ListedSound, here: Sound) -> Verdict:
        told = _told(sound, here.file_ms)
        if told == Told(here.title, "", (), "", UNEDITED, 0, told.last_played_at, is_trashed=False):
            return _stays(here)
        try:
            self._executor.run(TakeOver(here.id, here.version, told), self._envelope())
        except DomainError as error:
            return Verdict(Outcome.REFUSED, str(error))
        return Verdict(Outcome.TAKEN_OVER)


def _stays(here: Sound) -> Verdict:
    where = "in the trash here" if here.is_trashed else "on the board already"
    return Verdict(Outcome.ALREADY_HERE, f"It is {where}, as “{here.title}” ({here.id}).")


def _refusal_unopened(sound: ListedSound, size: int | None) -> Verdict | None:
    if size is None:
        return NOT_THERE
    if size != sound.size_bytes:
        return OTHER_SIZE
    return TOO_LARGE if size > SIZE_BYTES_MAX else None


def _is_as_it_came(events: Sequence[object]) -> bool:
    """Nobody brought it in, the board found it; and nobody has said anything of it since."""
    registered = events[0]
    is_found = isinstance(registered, Sound.Registered) and registered.registered_by == SYSTEM_ID
    return is_found and not any(isinstance(each, SAID) for each in events)


def _told(sound: ListedSound, duration_ms: int) -> Told:
    return Told(
        title=sound.title,
        description=sound.description,
        tags=tuple(sound.tags),
        colour=sound.colour,
        edit=Edit(sound.gain_db, sound.start_ms, _end_within(sound.end_ms, duration_ms)),
        plays=sound.play_count,
        last_played_at=sound.last_played_at,
        is_trashed=sound.is_trashed,
    )


def _end_within(end_ms: int | None, duration_ms: int) -> int | None:
    """Another ffmpeg may find a file some milliseconds shorter."""
    return None if end_ms is None or end_ms > duration_ms else end_ms


def _safe(text: str) -> str:
    """Half of a surrogate pair is no text that anything keeps."""
    return text.encode(errors="replace").decode()
