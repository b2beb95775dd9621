"""Whatever is no archive of a library is refused with its reason, before anything is made of it."""

import io
import json
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from infrastructure.files.errors import (
    ArchiveTooLargeError,
    ArchiveVersionError,
    FilesError,
    InvalidArchiveError,
)
from infrastructure.library_archive.manifest import (
    LIST_BYTES_MAX,
    SOUNDS_MAX,
    TAGS_LISTED_MAX,
    TEXT_LENGTH_MAX,
)
from infrastructure.library_archive.reading import opened
from tests.support.archives import a_sound, archive_of, huge_list, list_of, million_members, zip_of

GOOD = archive_of(a_sound(), a_sound(last_played_at="2026-05-31T12:00:00Z"))


def read(file: Path, content: bytes) -> int:
    """How many sounds there are, once all of it was read."""
    file.write_bytes(content)
    with opened(file) as archive:
        for sound in archive.sounds:
            for _ in archive.blocks(sound):
                pass
        return len(archive.sounds)


def with_list(document: bytes) -> bytes:
    return zip_of({"library.json": document})


def with_line(**line: Any) -> bytes:
    return archive_of(a_sound(**line))


def flagged(flag: int) -> bytes:
    archive = bytearray(GOOD)
    archive[archive.index(b"PK\1\2") + 8] |= flag
    return bytes(archive)


def overlapping() -> bytes:
    """A hundred members that are one and the same."""
    made = io.BytesIO(zip_of({"0": bytes(100_000), "library.json": list_of([])}))
    with ZipFile(made, "a") as archive:
        archive.filelist += [archive.getinfo("0")] * 100
        archive.writestr("more", b"")
    return made.getvalue()


def with_wrong_checksum() -> bytes:
    return GOOD.replace(b"soundboard-library", b"soundboard-libRary")


INVALID: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "words": lambda: b"only words" * 100,
    "a half": lambda: GOOD[: len(GOOD) // 2],
    "all but a byte": lambda: GOOD[:-1],
    "a byte more": lambda: GOOD + b"\0",
    "a directory alone": lambda: b"PK\5\6" + bytes(18),
    "a directory elsewhere": lambda: b"PK\5\6" + bytes(8) + b"\x2e\0\0\0" + b"\xff" * 4 + bytes(2),
    "another ZIP": lambda: zip_of({"a.txt": b"words"}),
    "compressed": lambda: zip_of({"library.json": list_of([]) * 100}, compression=ZIP_DEFLATED),
    "encrypted": lambda: flagged(1),
    "overlapping": overlapping,
    "a damaged list": with_wrong_checksum,
    "no JSON": lambda: with_list(b"{"),
    "no UTF-8": lambda: with_list(b'{"format":"\xff"}'),
    "nested": lambda: with_list(b"[" * 1_000_000),
    "of something else": lambda: archive_of(format="cookbook"),
    "without a version": lambda: archive_of(version="one"),
    "no list of sounds": lambda: with_list(b'{"format":"soundboard-library","version":1,"sounds":{}}'),
    "no id": lambda: with_line(id="../../etc/passwd"),
    "no hash": lambda: with_line(sha256="../x"),
    "no type": lambda: with_line(type="XXX"),
    "no text": lambda: with_line(title=7),
    "half a character": lambda: with_line(title="\ud800"),
    "no tags": lambda: with_line(tags="loud"),
    "very many tags": lambda: with_line(tags=[""] * (TAGS_LISTED_MAX + 1)),
    "a very long text": lambda: with_line(description="x" * (TEXT_LENGTH_MAX + 1)),
    "a negative count": lambda: with_line(play_count=-1),
    "a count that fits nowhere": lambda: with_line(play_count=10**30),
    "a size that fits nowhere": lambda: with_line(size_bytes=10**30),
    "no number": lambda: with_line(gain_db=float("nan")),
    "a time of nowhere": lambda: with_line(last_played_at="2026-05-31T12:00:00"),
    "no file name": lambda: with_line(audio={"a": 1}),
}


@pytest.mark.parametrize("what", INVALID)
def test_what_is_no_archive_is_refused(tmp_path: Path, what: str) -> None:
    with pytest.raises(InvalidArchiveError):
        read(tmp_path / "x.zip", INVALID[what]())


def test_what_was_made_by_a_newer_program_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(ArchiveVersionError, match="version 2"):
        read(tmp_path / "x.zip", archive_of(version=2))


def test_what_is_added_by_a_newer_program_of_the_same_version_is_passed_over(tmp_path: Path) -> None:
    assert read(tmp_path / "x.zip", archive_of(a_sound(mood="loud"), made_by="somebody")) == 1


def test_an_archive_of_the_large_kind_is_read_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As more than 65,535 members, or 4 GiB, make it."""
    for limit in ("ZIP_FILECOUNT_LIMIT", "ZIP64_LIMIT"):
        monkeypatch.setattr(zipfile, limit, 1)
    archive = archive_of(a_sound(), a_sound())
    assert b"PK\6\6" in archive
    assert read(tmp_path / "x.zip", archive) == 2


def test_a_million_members_are_refused_before_there_is_room_for_them(tmp_path: Path) -> None:
    content = million_members()
    tracemalloc.start()
    with pytest.raises(ArchiveTooLargeError):
        read(tmp_path / "x.zip", content)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_a_list_of_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    huge_list(file := tmp_path / "x.zip", 1 << 30)
    tracemalloc.start()
    with pytest.raises(ArchiveTooLargeError, match=f"{LIST_BYTES_MAX >> 20} MB"), opened(file):
        pass
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_more_sounds_than_a_board_has_are_refused(tmp_path: Path) -> None:
    least = ("id", "type", "title", "sha256", "size_bytes", "duration_ms")
    line = json.dumps({name: a_sound().line[name] for name in least})
    document = list_of([]).replace(b"[]", f"[{','.join([line] * (SOUNDS_MAX + 1))}]".encode())
    with pytest.raises(ArchiveTooLargeError):
        read(tmp_path / "x.zip", with_list(document))


@pytest.mark.parametrize("examples", [400, pytest.param(8_000, marks=pytest.mark.campaign)])
def test_whatever_is_damaged_is_refused_or_read_and_nothing_else(tmp_path: Path, examples: int) -> None:
    chance = random.Random(7)  # noqa: S311 - damage is no secret
    outcomes = set()
    for _ in range(examples):
        damaged = bytearray(GOOD)
        where = chance.choice([range(60), range(len(GOOD) - 1_500, len(GOOD)), range(len(GOOD))])
        for _ in range(chance.choice([1, 2, 8])):
            damaged[chance.choice(where)] = chance.choice([0, 255, chance.randrange(256)])
        try:
            outcomes.add(str(read(tmp_path / "x.zip", bytes(damaged))))
        except FilesError as refusal:
            outcomes.add(refusal.code)
    assert outcomes >= {"2", "invalid_archive"}
