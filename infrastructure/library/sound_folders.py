"""The folders of originals: which there are, and what a file in them is called."""

import hashlib
import unicodedata
from pathlib import Path, PurePosixPath

from domain.printable import printable_part
from domain.sound_labels import TITLE_LENGTH_MAX
from domain.values import SoundType

FOLDERS = {
    SoundType.SOUNDBOARD: "soundboard",
    SoundType.TEXT_TO_SPEECH: "text_to_speech",
    SoundType.EXTRACTED: "extracted",
}
SUFFIXES = {".mp3", ".wav", ".flac", ".ogg", ".opus", ".m4a", ".aac", ".wma", ".aiff", ".aif", ".webm"}
HASH_BLOCK_BYTES = 1 << 20


def make_folders(originals: Path) -> None:
    for folder in FOLDERS.values():
        (originals / folder).mkdir(parents=True, exist_ok=True)


def path_in_library(originals: Path, file: Path) -> str:
    return PurePosixPath(file.relative_to(originals)).as_posix()


def title_of(file: Path) -> str:
    """The file's name as people would write it: no suffix, no underscores, nothing unprintable."""
    spaced = file.stem.replace("_", " ").replace("-", " ")
    shown = printable_part(unicodedata.normalize("NFC", spaced))
    return printable_part(" ".join(shown.split())[:TITLE_LENGTH_MAX]).strip() or "Untitled"


def sha256_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(HASH_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
