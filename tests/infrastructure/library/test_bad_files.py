"""Whatever lies in the folders: passed over with a reason, within bounds, and telling of no other."""

import json
import os
import random
import re
import struct
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from socket import AF_UNIX, socket
from tempfile import TemporaryDirectory

import pytest

from tests.support.board import probes_of
from tests.support.library import Corner, write_sound
from tests.support.sound_bytes import silence

CANARY = "the-secret-of-another-file"
SECONDS_MAX = 30.0
"""For all of them together. One file has twenty, and none here should need more than one."""


def a_wav_of(folder: Path, *, data_bytes_claimed: int) -> bytes:
    sound = write_sound(folder / ".made.wav", seconds=0.1)
    return sound[:40] + struct.pack("<I", data_bytes_claimed) + sound[44:]


def playlists(secret: Path) -> Mapping[str, bytes]:
    return {
        "m3u8.mp3": f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n".encode(),
        "m3u.wav": f"#EXTM3U\n#EXTINF:1,\n{secret}\n".encode(),
        "ffconcat.mp3": f"ffconcat version 1.0\nfile {secret}\n".encode(),
        "concat.flac": f"file '{secret}'\n".encode(),
        "playlist.m4a": f"[playlist]\nFile1={secret}\n".encode(),
        "dash.webm": f'<?xml version="1.0"?><MPD><BaseURL>{secret}</BaseURL></MPD>'.encode(),
    }


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.txt"
    file.write_text(f"{CANARY}\n" * 100)
    return file


def test_each_is_skipped_with_a_reason_and_nothing_is_left_of_looking(corner: Corner, secret: Path) -> None:
    corner.folder.mkdir()
    bad = {
        "zero.mp3": b"",
        "words.wav": b"only words, and no sound at all\n" * 50,
        "page.ogg": b"<html><body>404</body></html>",
        "picture.mp3": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "four gigabytes.wav": a_wav_of(corner.folder, data_bytes_claimed=0xFFFF_FFFF),
        "two gigabytes.wav": a_wav_of(corner.folder, data_bytes_claimed=0x7FFF_FFFF),
        "endless chunk.wav": b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff" + bytes(100),
        "notes.txt": b"not a sound",
        **playlists(secret),
    }
    for name, content in bad.items():
        corner.file(name).write_bytes(content)
    with corner.file("huge.wav").open("wb") as file:
        file.truncate(5 << 30)
    begun = time.monotonic()
    lines = corner.scan()
    assert time.monotonic() - begun < SECONDS_MAX
    assert {name: said[0][0] for name, said in lines.items()} == dict.fromkeys([*bad, "huge.wav"], "skipped")
    assert all(len(said[0][1]) > 10 for said in lines.values())
    assert lines["zero.mp3"][0][1] == "It is empty: it has no bytes."
    assert lines["huge.wav"][0][1] == "It is larger than 4 GiB."
    assert lines["four gigabytes.wav"][0][1].startswith(
        "It is cut off: it says that it holds 4,294,967,295 bytes"
    )
    assert CANARY not in json.dumps(lines)
    assert probes_of(os.getpid()) == []


def test_a_day_of_silence_is_a_sound_and_what_is_longer_is_not(corner: Corner, tmp_path: Path) -> None:
    corner.folder.mkdir()
    for hours in (24, 25):
        (tmp_path / str(hours)).mkdir()
        corner.file(f"{hours} hours.flac").write_bytes(silence(tmp_path / str(hours), hours))
    begun = time.monotonic()
    lines = corner.scan()
    assert time.monotonic() - begun < SECONDS_MAX
    assert lines["24 hours.flac"] == [("added", "")]
    assert lines["25 hours.flac"] == [("skipped", "Its length is not between a millisecond and a day.")]


CUTS = 6


@pytest.mark.parametrize("cuts", [CUTS, pytest.param(200, marks=pytest.mark.campaign)])
def test_what_is_cut_off_anywhere_is_a_sound_of_its_length_or_has_a_reason(corner: Corner, cuts: int) -> None:
    corner.folder.mkdir()
    whole = write_sound(corner.folder / ".whole.wav", seconds=0.2)
    dice = random.Random(cuts)  # noqa: S311 - the same cuts each time
    for number in range(cuts):
        corner.file(f"cut {number}.wav").write_bytes(whole[: dice.randrange(len(whole))])
    lines = corner.scan()
    assert len(lines) == cuts
    for outcome, reason in (said[0] for said in lines.values()):
        assert reason if outcome == "skipped" else outcome == "added"
    for sound_id in corner.sounds().values():
        assert 180 <= corner.library.sound(sound_id).duration_ms <= 200


def test_strange_names_are_names(corner: Corner) -> None:
    names = {
        "-rf --exec.wav": "rf exec",
        "right\u202eto left.wav": "rightto left",
        "two\nlines.wav": "twolines",
        "\x1b[2Jscreen.wav": "[2Jscreen",
        "[red]painted[" + "bold].wav": "[red]painted[bold]",
        "a..b.wav": "a..b",
        "क्\u200dष\u200d.wav": "क्\u200dष",
        f"{'x' * 79}👩\u200d👧.wav": f"{'x' * 79}👩",
        "a\\..\\..\\up.wav": "a\\..\\..\\up",
        f"{'ü' * 125}.WAV": "ü" * 80,
    }
    for name in names:
        assert len(name.encode()) <= 255
        corner.write(name)
    shown = {re.sub("[\u202e\n\x1b]", "\N{REPLACEMENT CHARACTER}", name): "added" for name in names}
    assert {name: said[0][0] for name, said in corner.scan().items()} == shown
    titles = {name: corner.library.sound(id).title for name, id in corner.sounds().items()}
    assert titles == names


def test_a_reason_names_no_path_and_nothing_that_paints_or_turns_lines(corner: Corner) -> None:
    names = ["bell.mp3", "bell\x01.mp3", "bell\x1b[2J.mp3", "two\nlines.mp3", "right\u202eto left.mp3"]
    corner.folder.mkdir()
    for number, name in enumerate(names):
        corner.file(name).write_bytes(b"no sound" + bytes(number))
    copied = corner.write("so\x07und.wav")
    corner.file("so\x07und2.wav").write_bytes(copied)
    lines = corner.scan()
    reasons = {reason for said in lines.values() for _, reason in said} - {""}
    assert len(lines) == len(names) + 2
    assert len(reasons) == 2  # no sound, and a duplicate
    assert all(each.isprintable() for each in (*lines, *reasons))
    assert not any(str(corner.library.originals) in each for each in reasons)


def test_a_name_that_is_no_text_is_passed_over(corner: Corner) -> None:
    corner.write("plain.wav")
    broken = corner.file("plain.wav").rename(corner.file(os.fsdecode(b"\xff\xfe broken.wav")))
    assert corner.scan() == {"?? broken.wav": [("skipped", "Its name is not valid UTF-8.")]}
    broken.unlink()


def a_socket(path: Path) -> None:
    """Where a path of the tests would be too long for it."""
    with socket(AF_UNIX) as made, TemporaryDirectory() as folder:
        made.bind(f"{folder}/socket")
        Path(folder, "socket").rename(path)


def test_what_is_no_file_is_passed_over_with_its_reason(corner: Corner) -> None:
    corner.folder.mkdir()
    makers: Mapping[str, Callable[[Path], object]] = {
        "link": lambda file: file.symlink_to("/etc/passwd"),
        "link to nothing": lambda file: file.symlink_to("nothing"),
        "link to a folder": lambda file: file.symlink_to("/etc"),
        "pipe": os.mkfifo,
        "socket": a_socket,
        "folder": lambda file: file.mkdir(),
    }
    for name, make in makers.items():
        make(corner.file(f"{name}.wav"))
        make(corner.file(f".{name}.wav"))
    is_link = ("skipped", "It is a link, and links are not followed here. Put the file itself in its place.")
    is_no_file = ("skipped", "It is neither a file nor a folder.")
    assert corner.scan() == {
        "link.wav": [is_link],
        "link to nothing.wav": [is_link],
        "link to a folder.wav": [is_link],
        "pipe.wav": [is_no_file],
        "socket.wav": [is_no_file],
    }


def test_a_sound_whose_file_became_a_link_is_missing(corner: Corner, tmp_path: Path) -> None:
    """It is not served, as others are not."""
    [sound_id] = corner.add("bell.wav")
    corner.file("bell.wav").rename(tmp_path / "bell.wav")
    corner.file("bell.wav").symlink_to(tmp_path / "bell.wav")
    skipped, missing = sorted(corner.scan()["bell.wav"], reverse=True)
    assert skipped[1].startswith("It is a link")
    assert missing == ("missing", "Another file lies in its place. The sound stays on the board, marked.")
    assert corner.library.sound(sound_id).is_missing
