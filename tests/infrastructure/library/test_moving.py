"""A folder of sounds may be on another disk than the rest."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from infrastructure.library.moving import move_file


@pytest.fixture(params=["/dev/shm", "here"])  # noqa: S108 - another disk than that of the tests
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    if request.param == "here":
        yield tmp_path / "place.wav"
        return
    with TemporaryDirectory(dir=request.param) as folder:
        assert Path(folder).stat().st_dev != tmp_path.stat().st_dev
        yield Path(folder) / "place.wav"


def test_a_file_is_where_it_belongs_with_its_time_and_replaces_what_was_there(
    tmp_path: Path, place: Path
) -> None:
    file = tmp_path / "file.wav"
    file.write_bytes(b"new")
    os.utime(file, ns=(1_000_000_000, 1_000_000_000))
    place.write_bytes(b"old")
    move_file(file, place)
    assert place.read_bytes() == b"new"
    assert place.stat().st_mtime_ns == 1_000_000_000
    assert [each.name for each in place.parent.iterdir() if each.name != "file.wav"] == ["place.wav"]


def test_where_it_cannot_be_nothing_is_left(tmp_path: Path, place: Path) -> None:
    file = tmp_path / "file.wav"
    file.write_bytes(b"new")
    place.mkdir()
    with pytest.raises(OSError, match="directory"):
        move_file(file, place)
    assert file.read_bytes() == b"new"
    assert [each.name for each in place.parent.iterdir() if each.name != "file.wav"] == ["place.wav"]
