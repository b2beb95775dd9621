"""Puts a file that was brought in among the originals, so that afterwards the log says whether it stays.

A note says which file is being placed. It is there before the file is in its place,
and goes once the log was asked: the sound is there and the file stays, or neither is. A board that was killed
in between finds the note at its next start, and asks then.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from uuid import UUID

from application.claims import CONTENT
from application.soundboard import Soundboard
from domain.claim import Claim
from domain.identifiers import claim_id
from domain.sound import Sound
from infrastructure.files.errors import NoRoomError
from infrastructure.library.moving import copy_beside, move_file
from infrastructure.library.sound_folders import sha256_of
from infrastructure.to_disk import to_disk

NOTE = ".placing"


class Placing:
    def __init__(self, soundboard: Soundboard, originals: Path, notes: Path) -> None:
        self._soundboard = soundboard
        self._originals = originals
        self._notes = notes
        self._lock = Lock()

    @contextmanager
    def placed(self, file: Path, path: str, sound_id: UUID) -> Iterator[Path]:
        """Meanwhile it lies at `path` below the originals; afterwards as the log says. One at a time.

        Raises NoRoomError. If the log cannot be asked, the note stays for `settle_all`.
        """
        place = self._originals / path
        note = self._notes / f"{sound_id}{place.suffix}{NOTE}"
        with self._lock:
            try:
                if note.exists():
                    self._settle(note)
                _write_note(note, path)
                place.parent.mkdir(parents=True, exist_ok=True)
                move_file(file, place)
                to_disk(place.parent)
            except OSError as error:
                raise NoRoomError(f"The board cannot keep it: {error.strerror}.") from None
            try:
                yield place
            finally:
                self._settle(note)

    def settle_all(self) -> None:
        """Notes of uploads that were cut off. Those under way are waited for."""
        with self._lock:
            for note in sorted(self._notes.glob(f"*{NOTE}")):
                self._settle(note)

    def _settle(self, note: Path) -> None:
        path = note.read_text()
        place = self._originals / path
        sound_id = UUID(note.name.partition(".")[0])
        if path:
            copy_beside(place).unlink(missing_ok=True)
        if path and place.exists() and not self._is_of_a_sound(place, path, sound_id):
            os.unlink(place)  # noqa: PTH108 - a step that tests of crashes can see
            to_disk(place.parent)
        os.unlink(note)  # noqa: PTH108 - the same

    def _is_of_a_sound(self, place: Path, path: str, sound_id: UUID) -> bool:
        """Ours, or one that a scan made of the same file in the same moment."""
        ours = self._soundboard.find(Sound, sound_id)
        if ours is not None and ours.path == path:
            return True
        claim = self._soundboard.find(Claim, claim_id(CONTENT, sha256_of(place)))
        if claim is None or claim.holder_id is None:
            return False
        sound = self._soundboard.find(Sound, claim.holder_id)
        return sound is not None and sound.path == path


def _write_note(note: Path, path: str) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    try:
        os.write(descriptor, path.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    to_disk(note.parent)
