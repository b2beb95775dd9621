"""Whatever lies in the folders: passed over with a reason, within bounds, and telling of no other."""

import json
import os
import random
import struct
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.support.board import probes_of
from tests.support.library import Corner, write_sound

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
        "a\\..\\..\\up.wav": "a\\..\\..\\up",
        f"{'ü' * 125}.WAV": "ü" * 80,
    }
    for name in names:
        assert len(name.encode()) <= 255
        corner.write(name)
    assert {name: said[0][0] for name, said in corner.scan().items()} == dict.fromkeys(names, "added")
    titles = {name: corner.library.sound(id).title for name, id in corner.sounds().items()}
    assert titles == names


def test_a_name_that_is_no_text_is_passed_over(corner: Corner) -> None:
    corner.write("plain.wav")
    broken = corner.file("plain.wav").rename(corner.file(os.fsdecode(b"\xff\xfe broken.wav")))
    assert corner.scan() == {"?? broken.wav": [("skipped", "Its name is not valid UTF-8.")]}
    broken.unlink()


@pytest.mark.parametrize(
    "make", [lambda file: file.symlink_to("/etc/passwd"), os.mkfifo, lambda file: file.mkdir()]
)
def test_what_is_no_file_is_not_looked_at(corner: Corner, make: Callable[[Path], None]) -> None:
    corner.folder.mkdir()
    make(corner.file("no file.wav"))
    make(corner.file(".hidden.wav"))
    assert corner.scan() == {}
