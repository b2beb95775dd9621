"""Who was erased: kept outside of the database and of every backup, so that a restore brings nobody back.

Ids alone, one a line: numbers that tell nothing of anybody.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self
from uuid import UUID

from infrastructure.backup.errors import BackupError

NAME = "erased-people"
OWNER_ONLY = 0o600


class ErasedPeople:
    def __init__(self, file: Path) -> None:
        self._file = file

    @classmethod
    def of(cls, data_dir: Path) -> Self:
        """The list that a board keeps."""
        return cls(data_dir.resolve() / NAME)

    def add(self, people: Iterable[UUID]) -> None:
        """On the disk when this returns. Again is not news."""
        known = set(self.all())
        new = [each for each in dict.fromkeys(people) if each not in known]
        if not new:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)
        try:
            os.lseek(descriptor, _end_of_whole_lines(descriptor), os.SEEK_SET)
            os.write(descriptor, "".join(f"{each}\n" for each in new).encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def all(self) -> Sequence[UUID]:
        """Raises BackupError for what is no such list. A line that was cut short was never noted."""
        if not self._file.exists():
            return []
        *lines, _ = self._lines()
        return self._people(lines)

    def given(self) -> Sequence[UUID]:
        """The same of a list that somebody brings, who means all that is in it: half a line is refused."""
        return self._people(self._lines())

    def _lines(self) -> list[str]:
        try:
            return self._file.read_text(encoding="ascii").split("\n")
        except (OSError, ValueError) as error:
            raise BackupError(f"{self._file} is no list of people who were erased: {error}") from None

    def _people(self, lines: Sequence[str]) -> Sequence[UUID]:
        people = []
        for number, line in enumerate(lines, start=1):
            if not (said := line.strip()):
                continue
            try:
                people.append(_whole(said))
            except ValueError:
                raise BackupError(
                    f"{self._file} is no list of people who were erased: line {number}, {said!r}, is no id."
                ) from None
        return people


def _whole(said: str) -> UUID:
    """Raises ValueError. `UUID` also takes other spellings, and blanks for digits."""
    person = UUID(said)
    if str(person) != said.lower():
        raise ValueError(said)
    return person


def _end_of_whole_lines(descriptor: int) -> int:
    """A write that was cut short is written over: whoever asked for it asks again."""
    written = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
    return written.rfind(b"\n") + 1
