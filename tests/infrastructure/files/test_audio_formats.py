"""A file is what its first bytes say, whatever it is called."""

import subprocess
from pathlib import Path

import pytest

from infrastructure.files.audio_formats import HEAD_BYTES, format_of

MADE = {
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "wma": "audio/x-ms-wma",
    "aiff": "audio/aiff",
    "webm": "audio/webm",
}


@pytest.mark.parametrize(("suffix", "media_type"), MADE.items())
def test_each_kind_is_known_under_a_wrong_name(tmp_path: Path, suffix: str, media_type: str) -> None:
    file = tmp_path / f"sound.{suffix}"
    source = ["-f", "lavfi", "-i", "sine=duration=0.1"]
    subprocess.run(["ffmpeg", "-v", "error", *source, str(file)], check=True)
    found = format_of(file.read_bytes()[:HEAD_BYTES], "wrong.txt")
    assert found is not None
    assert (found.suffix, found.media_type) == (f".{suffix}", media_type)


def test_where_the_bytes_say_nothing_the_name_does() -> None:
    found = format_of(bytes(HEAD_BYTES), "Horn.MP3")
    assert found is not None
    assert found.media_type == "audio/mpeg"
    assert format_of(b"words", "words.txt") is None
    assert format_of(b"", "") is None
