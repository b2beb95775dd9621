"""Asking what a file is, of files that do not want to say: here a pipe that nobody writes to."""

import os
import random
import subprocess
import time
from pathlib import Path
from threading import Event, Timer

import pytest

from infrastructure.library import ffprobe
from infrastructure.library.audio_probe import NotAudioError, probe
from infrastructure.library.ffprobe import StoppedError
from tests.support.board import probes_of
from tests.support.library import write_sound


@pytest.fixture
def silent_pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "silent.wav")
    return tmp_path / "silent.wav"


def test_a_sound_has_a_length(tmp_path: Path) -> None:
    write_sound(tmp_path / "bell.wav", seconds=0.25)
    assert probe(tmp_path / "bell.wav").duration_ms == 250


def test_who_does_not_want_to_know_any_more_waits_no_longer(silent_pipe: Path) -> None:
    is_stopped = Event()
    Timer(0.1, is_stopped.set).start()
    begun = time.monotonic()
    with pytest.raises(StoppedError):
        probe(silent_pipe, is_stopped.is_set)
    assert time.monotonic() - begun < 1
    assert probes_of(os.getpid()) == []


def test_a_file_that_never_answers_is_given_up(silent_pipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffprobe, "SECONDS_MAX", 1)
    with pytest.raises(NotAudioError, match="could not be read within"):
        probe(silent_pipe)
    assert probes_of(os.getpid()) == []


def aac(file: Path, seconds: float) -> Path:
    made = [
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        f"anoisesrc=duration={seconds}:sample_rate=8000:seed=1",
    ]
    subprocess.run([*made, str(file)], check=True)
    return file


@pytest.mark.parametrize(("seconds", "frame"), [(0.02, 4_096), (0.1, 4_096), (0.52, 20_000), (1.4, 65_535)])
def test_flac_of_one_long_frame_is_whole(tmp_path: Path, seconds: float, frame: int) -> None:
    noise = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"anoisesrc=duration={seconds}:seed=1"]
    subprocess.run([*noise, "-frame_size", str(frame), str(tmp_path / "short.flac")], check=True)
    assert probe(tmp_path / "short.flac").duration_ms == round(seconds * 1000)


@pytest.mark.parametrize("suffix", ["mp3", "flac", "m4a", "webm", "aiff", "ogg", "opus", "aac", "wma", "wav"])
@pytest.mark.parametrize("seconds", [0.05, 0.55])
def test_a_short_clip_is_whole_in_every_format(tmp_path: Path, suffix: str, seconds: float) -> None:
    noise = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"anoisesrc=duration={seconds}:seed=1"]
    subprocess.run([*noise, str(tmp_path / f"short.{suffix}")], check=True)
    assert probe(tmp_path / f"short.{suffix}").duration_ms == pytest.approx(1000 * seconds, abs=100)


def test_what_begins_like_a_frame_of_aac_and_goes_on_like_nothing_is_no_sound(tmp_path: Path) -> None:
    chance = random.Random(1)  # noqa: S311 - the same at every run
    (tmp_path / "noise.aac").write_bytes(b"\xff\xf1\x50\x80\x02\x1f\xfc" + chance.randbytes(50_000))
    with pytest.raises(NotAudioError, match="begins like one"):
        probe(tmp_path / "noise.aac")
    short = aac(tmp_path / "short.aac", 0.1)
    assert probe(short).duration_ms < 300
    short.write_bytes(short.read_bytes() + b"more")
    with pytest.raises(NotAudioError):
        probe(short)
    whole = aac(tmp_path / "whole.aac", 4).read_bytes()
    (tmp_path / "joined late.aac").write_bytes(whole[1_000:])
    assert probe(tmp_path / "joined late.aac").duration_ms > 3_000


@pytest.fixture(params=["mp3", "flac", "m4a", "webm", "aiff", "ogg", "aac"])
def halved(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Half of a file that is four seconds long."""
    whole, half = (tmp_path / f"{name}.{request.param}" for name in ("whole", "half"))
    noise = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "anoisesrc=duration=4:seed=1", str(whole)]
    subprocess.run(noise, check=True)
    assert probe(whole).duration_ms == pytest.approx(4_000, abs=100)
    content = whole.read_bytes()
    half.write_bytes(content[: len(content) // 2])
    return half


def test_what_is_cut_in_half_is_half_as_long_or_is_refused(halved: Path) -> None:
    if halved.suffix in {".ogg", ".aac"}:  # their length is that of what is there
        assert 900 <= probe(halved).duration_ms <= 2_200
        return
    with pytest.raises(NotAudioError, match=r"cut off|damaged"):
        probe(halved)


def test_what_lasts_longer_than_its_header_says_has_the_length_that_is_there(tmp_path: Path) -> None:
    file = tmp_path / "lies.mp3"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=90", str(file)], check=True)
    content = bytearray(file.read_bytes())
    header = content.index(b"Info")
    frames_only, forty = (1).to_bytes(4), (40).to_bytes(4)
    content[header + 4 : header + 12] = frames_only + forty
    file.write_bytes(content)
    assert probe(file).duration_ms == pytest.approx(90_000, abs=100)
