"""Where the files lie that are made of the originals. They are there whole, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from uuid import UUID, uuid4

from domain.values import SoundType
from infrastructure.library.moving import move_file
from infrastructure.library.sound_folders import FOLDERS
from infrastructure.to_disk import to_disk

HASH_SHOWN = 12


class SoundStore:
    def __init__(self, sounds: Path) -> None:
        self.originals = sounds / "originals"
        self.normalized = sounds / "normalized"
        self.rendered = sounds / "rendered"
        self.temporary = sounds / "temp"

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """A name that nobody has. What still lies there at the end is thrown away."""
        self.temporary.mkdir(parents=True, exist_ok=True)
        draft = self.temporary / f"{uuid4().hex}.part"
        try:
            yield draft
        finally:
            draft.unlink(missing_ok=True)

    def keep(self, draft: Path, file: Path) -> None:
        """From now on it is there, and whole, also after a power cut."""
        file.parent.mkdir(parents=True, exist_ok=True)
        to_disk(draft)
        move_file(draft, file)
        to_disk(file.parent)

    def is_normalized(self, path: str) -> bool:
        """Whether that result is there; an empty path is none."""
        return bool(path) and (self.normalized / path).is_file()

    def remove_normalized(self, path: str) -> None:
        (self.normalized / path).unlink(missing_ok=True)


def normalized_path(sound_type: SoundType, sound_id: UUID, sha256: str, mark: str, suffix: str) -> str:
    """Below the folder of what is normalised. The mark tells one result from another of the same content."""
    name = f"{sound_id}-{sha256[:HASH_SHOWN]}-{mark}{suffix}"
    return PurePosixPath(FOLDERS[sound_type], name).as_posix()


def mark_of(path: str) -> str:
    return PurePosixPath(path).stem.rpartition("-")[2]
