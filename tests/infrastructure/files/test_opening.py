"""Files are opened below the sounds folder, wherever its own folders lie, and nowhere else."""

import os
from pathlib import Path

import pytest

from infrastructure.files.opening import OutsideError, open_below

SECRET = b"root:x:0:0"


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    folder = tmp_path / "sounds"
    (folder / "originals").mkdir(parents=True)
    (folder / "originals" / "horn.wav").write_bytes(b"horn")
    (tmp_path / "passwd").write_bytes(SECRET)
    (tmp_path / "sounds-of-others").mkdir()
    (tmp_path / "sounds-of-others" / "horn.wav").write_bytes(SECRET)
    return folder


def test_a_file_is_opened_also_by_a_link_that_stays_inside(sounds: Path) -> None:
    (sounds / "link.wav").symlink_to(sounds / "originals" / "horn.wav")
    for name in ("originals/horn.wav", "originals/../originals/horn.wav", "link.wav"):
        with open_below(sounds, sounds / name) as file:
            assert file.read() == b"horn"


def test_a_folder_of_originals_may_lie_on_another_disk(sounds: Path) -> None:
    disk = sounds.parent / "disk"
    disk.mkdir()
    (disk / "song.wav").write_bytes(b"song")
    (disk / "out.wav").symlink_to(sounds.parent / "passwd")
    (disk / "further").symlink_to(sounds.parent / "sounds-of-others")
    extracted = sounds / "originals" / "extracted"
    extracted.symlink_to(disk)
    with open_below(sounds, extracted / "song.wav") as file:
        assert file.read() == b"song"
    for name in ("out.wav", "../passwd", "further/horn.wav"):
        with pytest.raises(OutsideError):
            open_below(sounds, extracted / name)


@pytest.mark.parametrize(
    "name",
    [
        "../passwd",
        "originals/../../passwd",
        "../sounds-of-others/horn.wav",
        "/etc/passwd",
        "link",
        "chain",
        "folder/horn.wav",
        "loop",
        "pipe",
        "originals",
        "",
        "absent.wav",
        "horn.wav\0.wav",
        "x" * 300,
    ],
)
def test_nothing_leads_outside_and_only_files_are_opened(sounds: Path, name: str) -> None:
    (sounds / "link").symlink_to(sounds.parent / "passwd")
    (sounds / "chain").symlink_to(sounds / "link")
    (sounds / "folder").symlink_to(sounds.parent / "sounds-of-others")
    (sounds / "loop").symlink_to(sounds / "loop")
    os.mkfifo(sounds / "pipe")
    with pytest.raises(OSError):  # noqa: PT011 - whichever: it is not opened
        open_below(sounds, sounds / name)
