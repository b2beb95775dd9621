from pathlib import Path

import pytest

from infrastructure.audio.sound_files import UnplayableFileError, demultiplexer
from tests.support.hearing import write_tone

PLAYLIST = "#EXTM3U\nother.wav\nvlc://quit\n"
MANIFEST = "<MPDftyp profiles='urn:mpeg:dash:profile:isoff-main:2011'>"


def test_a_wav_is_read_as_such_whatever_its_name(tmp_path: Path) -> None:
    assert demultiplexer(write_tone(tmp_path / "tone.m3u", seconds=0.1)) == "wav"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"fLaC\0\0\0\x22" + bytes(20), "avformat,flac"),
        (b"OggS" + bytes(20), "avformat,ogg"),
        (bytes(4) + b"ftypM4A " + bytes(20), "avformat,mp4"),
        (b"\xff\xfb\x90\x64" + bytes(20), "es"),
        (bytes(500) + b"\xff\xfb\x90\x64", "es"),
        (b"ID3\x04\0\0\0\0\x01\0" + bytes(128) + b"\xff\xfb\x90\x64", "es"),
        (b"ID3\x04\0\0\0\0\x01\0" + bytes(128) + b"fLaC\x80\0\0\x22" + bytes(20), "avformat,flac"),
    ],
)
def test_the_first_bytes_say_what_a_file_is(tmp_path: Path, head: bytes, expected: str) -> None:
    path = tmp_path / "sound.mp3"
    path.write_bytes(head)
    assert demultiplexer(path) == expected


@pytest.mark.parametrize(
    "text",
    [
        PLAYLIST,
        MANIFEST,
        "OggS" + MANIFEST,
        "fLaC" + MANIFEST,
        "<?xml version='1.0'?><playlist/>",
        "[playlist]\n",
        "words",
        "\n",
    ],
)
def test_what_is_not_a_sound_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sound.mp3"
    path.write_text(text)
    with pytest.raises(UnplayableFileError, match="not a sound"):
        demultiplexer(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnplayableFileError, match="not a file"):
        demultiplexer(tmp_path)
