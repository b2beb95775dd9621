"""What lies in the folders, and what is said where somebody cannot look."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from domain.values import SoundType
from infrastructure.library.catalogue import Catalogue
from infrastructure.library.listing import FolderGoneError, listing_of
from infrastructure.library.sound_folders import make_folders
from projections.sounds.queries import KnownFile

NOBODY = 65_534


@pytest.fixture
def originals() -> Iterator[Path]:
    """Where everybody may pass, unlike the folders of the tests."""
    with tempfile.TemporaryDirectory(prefix="listing-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        make_folders(folder)
        yield folder


@contextmanager
def closed(folder: Path) -> Iterator[None]:
    """Also to root, who meanwhile is nobody."""
    folder.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o755)


def a_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")


def test_files_come_in_the_order_of_the_folders_and_of_their_names(originals: Path) -> None:
    for name in ("extracted/a", "soundboard/b/z", "soundboard/b/c/d", "soundboard/a", "text_to_speech/a"):
        a_file(originals / name)
    listing = listing_of(originals)
    assert [(each.path, each.sound_type) for each in listing.files] == [
        ("soundboard/a", SoundType.SOUNDBOARD),
        ("soundboard/b/z", SoundType.SOUNDBOARD),
        ("soundboard/b/c/d", SoundType.SOUNDBOARD),
        ("text_to_speech/a", SoundType.TEXT_TO_SPEECH),
        ("extracted/a", SoundType.EXTRACTED),
    ]


def test_folders_within_folders_are_followed_as_deep_as_they_go(originals: Path) -> None:
    deep = originals / "soundboard"
    for _ in range(200):
        deep /= "a"
        deep.mkdir()
    a_file(deep / "bell.wav")
    [found] = listing_of(originals).files
    assert found.path.endswith("a/bell.wav")


def test_a_folder_of_originals_that_is_gone_is_no_empty_folder(originals: Path) -> None:
    (originals / "extracted").rmdir()
    with pytest.raises(FolderGoneError, match=r"extracted is not there.*mount it"):
        listing_of(originals)


def test_a_folder_of_originals_that_cannot_be_read_is_no_empty_folder(originals: Path) -> None:
    with closed(originals / "extracted"), pytest.raises(FolderGoneError, match="Permission denied"):
        listing_of(originals)


def test_what_a_closed_folder_may_hold_is_not_taken_for_missing(originals: Path) -> None:
    inner = originals / "soundboard" / "private"
    a_file(inner / "bell.wav")
    with closed(inner):
        listing = listing_of(originals)
    assert listing.closed == {"soundboard/private": "Permission denied"}
    paths = ("soundboard/private/bell.wav", "soundboard/horn.wav", "soundboard/privately.wav")
    catalogue = Catalogue(
        [KnownFile(path, uuid4(), 1, 1, path, is_missing=False, is_trashed=False) for path in paths]
    )
    catalogue.leave(listing.may_hide)
    assert [each.path for each in catalogue.away()] == ["soundboard/horn.wav", "soundboard/privately.wav"]
