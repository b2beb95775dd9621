"""What is being written is its owner's alone, and is there whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from infrastructure.new_file import FileInTheWayError, new_file


def write(file: Path, content: bytes, *, force: bool = False) -> None:
    with new_file(file, force=force) as unfinished:
        unfinished.content.write(content)


def part_of(file: Path) -> Path:
    """Where it lies while it is written."""
    return file.with_name(f"{file.name}.soundboard-part")


def test_it_is_there_whole_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write(tmp_path / "a.zip", b"whole")
    finally:
        os.umask(before)
    assert (tmp_path / "a.zip").read_bytes() == b"whole"
    assert (tmp_path / "a.zip").stat().st_mode & 0o777 == 0o600
    assert not part_of(tmp_path / "a.zip").exists()


def test_one_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    write(tmp_path / "a.zip", b"before")
    with pytest.raises(TypeError):
        write(tmp_path / "a.zip", "no bytes", force=True)  # type: ignore[arg-type]  # which is why it fails
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"before"]


def test_what_came_meanwhile_is_not_written_over_unasked(tmp_path: Path) -> None:
    with pytest.raises(FileInTheWayError, match="--force"), new_file(tmp_path / "a.zip", force=False):
        (tmp_path / "a.zip").write_bytes(b"of somebody else")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"of somebody else"]


def test_what_a_killed_one_left_goes_and_nothing_is_written_into_it(tmp_path: Path) -> None:
    """Whoever has it open reads on in what was, and it is not theirs when it is finished."""
    left = part_of(tmp_path / "a.zip")
    left.write_bytes(b"cut short")
    left.chmod(0o666)
    with left.open("rb") as opened:
        write(tmp_path / "a.zip", b"whole")
        assert opened.read() == b"cut short"
    assert (tmp_path / "a.zip").stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]


def test_two_at_once_are_not_written_into_one(tmp_path: Path) -> None:
    with new_file(tmp_path / "a.zip", force=True) as first:
        first.content.write(b"the first")
        with pytest.raises(FileInTheWayError, match="at this moment"):
            write(tmp_path / "a.zip", b"the second", force=True)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"the first"]


def links_away(there: Path) -> None:
    there.symlink_to(there.with_name("dear.txt"))


@pytest.mark.parametrize("lay", [links_away, os.mkfifo, Path.mkdir])
def test_what_no_program_of_ours_left_is_not_touched(tmp_path: Path, lay: Callable[[Path], None]) -> None:
    (tmp_path / "dear.txt").write_bytes(b"dear to somebody")
    lay(part_of(tmp_path / "a.zip"))
    with pytest.raises(FileInTheWayError, match="none of ours"):
        write(tmp_path / "a.zip", b"whole")
    assert (tmp_path / "dear.txt").read_bytes() == b"dear to somebody"
    assert {each.name for each in tmp_path.iterdir()} == {"dear.txt", "a.zip.soundboard-part"}
