"""What all voices promise."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from infrastructure.audio.host_process import open_voices
from infrastructure.audio.messages import Ended, Failed, Play, Playing, Stopped
from infrastructure.audio.voices import Voices
from tests.infrastructure.audio.hearsay import Hearsay
from tests.support.hearing import Speakers, write_tone

GENERATION = 7


@pytest.fixture(params=["null", "pulse"])
def voices(
    request: pytest.FixtureRequest, speakers: Speakers, hearsay: Hearsay, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Voices]:
    for name, value in speakers.environment.items():
        monkeypatch.setenv(name, value)
    voices = open_voices(request.param, 4, hearsay)
    yield voices
    voices.close()


def a_play(path: Path, duration_ms: int = 1000) -> Play:
    return Play(uuid4(), str(path), duration_ms, GENERATION)


def test_a_play_is_playing_and_then_ends_on_pace(voices: Voices, hearsay: Hearsay, tone: Path) -> None:
    play = a_play(tone)
    begun = time.monotonic()
    voices.play([play])
    hearsay.wait_for(Ended)
    assert hearsay.of(play.play_id) == [Playing(play.play_id, GENERATION), Ended(play.play_id, GENERATION)]
    assert hearsay.times[0] - begun < 0.08
    assert hearsay.times[1] - begun == pytest.approx(1.0, abs=0.25)


def test_a_stopped_play_says_so_once(voices: Voices, hearsay: Hearsay, tone: Path) -> None:
    play, other = a_play(tone), a_play(tone)
    voices.play([play, other])
    hearsay.wait_for(Playing, count=2)
    voices.stop(play.play_id)
    voices.stop(play.play_id)
    hearsay.wait_for(Ended)
    assert hearsay.ends() == [Stopped(play.play_id, GENERATION), Ended(other.play_id, GENERATION)]


def test_stopping_all_stops_every_play(voices: Voices, hearsay: Hearsay, tone: Path) -> None:
    plays = [a_play(tone) for _ in range(3)]
    voices.play(plays)
    voices.stop_all()
    hearsay.wait_for(Stopped, count=3)
    assert {report.play_id for report in hearsay.ends()} == {play.play_id for play in plays}


def test_stopping_what_does_not_play_is_no_error(voices: Voices, hearsay: Hearsay, tone: Path) -> None:
    voices.stop(UUID(int=1))
    voices.stop_all()
    play = a_play(tone)
    voices.play([play])
    hearsay.wait_for(Playing)
    assert len(hearsay.reports) == 1


def test_a_missing_file_fails_with_a_reason(voices: Voices, hearsay: Hearsay, tmp_path: Path) -> None:
    play = a_play(tmp_path / "gone.wav")
    voices.play([play])
    hearsay.wait_for(Failed)
    assert hearsay.reports == [Failed(play.play_id, GENERATION, "The file is missing.")]


def test_an_empty_file_fails_with_a_reason(voices: Voices, hearsay: Hearsay, tmp_path: Path) -> None:
    empty = tmp_path / "empty.wav"
    empty.touch()
    voices.play([play := a_play(empty)])
    hearsay.wait_for(Failed)
    assert hearsay.reports == [Failed(play.play_id, GENERATION, "The file is empty.")]


def test_what_is_not_a_file_fails_with_a_reason(voices: Voices, hearsay: Hearsay, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    voices.play([play := a_play(tmp_path / "pipe.wav")])
    hearsay.wait_for(Failed)
    assert hearsay.reports == [Failed(play.play_id, GENERATION, "This is not a file.")]


def test_a_voice_is_free_again_after_its_play(voices: Voices, hearsay: Hearsay, tmp_path: Path) -> None:
    short = write_tone(tmp_path / "short.wav", seconds=0.05)
    for round_number in range(1, 4):
        voices.play([a_play(short, 50) for _ in range(4)])
        hearsay.wait_for(Ended, count=4 * round_number)
    assert len(hearsay.reports) == 24


def test_closed_voices_say_nothing_more(voices: Voices, hearsay: Hearsay, tone: Path) -> None:
    voices.play([a_play(tone)])
    hearsay.wait_for(Playing)
    voices.close()
    time.sleep(0.05)
    assert hearsay.ends() == []
