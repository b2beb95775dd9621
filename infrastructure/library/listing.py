"""What lies in the folders of originals at this moment, by name, size and time: no file is opened."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from domain.values import SoundType
from infrastructure.library import scan_sentences as sentences
from infrastructure.library.sound_folders import FOLDERS, path_in_library


class FolderGoneError(Exception):
    """A folder of originals cannot be looked into as a whole: what it held may be anywhere."""


@dataclass(frozen=True)
class FoundFile:
    path: str
    """Below the originals; where its name is not UTF-8 it cannot be encoded."""
    file: Path
    sound_type: SoundType
    size_bytes: int
    modified_ns: int


@dataclass
class Listing:
    files: list[FoundFile] = field(default_factory=list)
    closed: dict[str, str] = field(default_factory=dict)
    """Folders within them that cannot be looked into, and why."""
    no_files: dict[str, str] = field(default_factory=dict)
    """What is neither a file nor a folder, and what a person is told of it."""

    def may_hide(self, path: str) -> bool:
        return any(path.startswith(f"{folder}/") for folder in self.closed)


def listing_of(originals: Path, on_seen: Callable[[], None] = lambda: None) -> Listing:
    """Regular files that are not hidden, in a stable order; links within the folders are not followed.

    Raises FolderGoneError.
    """
    listing = Listing()
    for sound_type, name in FOLDERS.items():
        try:
            inside = _list(originals, originals / name, sound_type, listing, on_seen)
        except OSError as error:
            raise FolderGoneError(_what_to_do(originals / name, error)) from None
        while inside:
            folder = inside.pop()
            try:
                inside += _list(originals, folder, sound_type, listing, on_seen)
            except FileNotFoundError:
                """It went away meanwhile, with all that was in it."""
            except OSError as error:
                listing.closed[path_in_library(originals, folder)] = error.strerror or str(error)
    return listing


def _list(
    originals: Path, folder: Path, sound_type: SoundType, listing: Listing, on_seen: Callable[[], None]
) -> list[Path]:
    """Adds the files of one folder; the folders in it, the last one first."""
    inside: list[Path] = []
    for entry in _entries(folder):
        if entry.is_dir(follow_symlinks=False):
            inside.append(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            try:
                seen = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            file = Path(entry.path)
            path = path_in_library(originals, file)
            listing.files.append(FoundFile(path, file, sound_type, seen.st_size, seen.st_mtime_ns))
            on_seen()
        else:
            path = path_in_library(originals, Path(entry.path))
            listing.no_files[path] = sentences.IS_LINK if entry.is_symlink() else sentences.IS_NO_FILE
    return inside[::-1]


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        shown = [each for each in entries if not each.name.startswith(".")]
    yield from sorted(shown, key=lambda each: each.name)


def _what_to_do(folder: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return (
            f"The folder {folder} is not there. If its disk is not mounted, mount it; if it is gone for "
            "good, make an empty one. Until then every sound stays as it is."
        )
    return f"The folder {folder} cannot be read: {error.strerror}. Until it can, every sound stays as it is."
