"""Press a button, hear the sound: a whole soundboard, real speakers, and somebody who listens."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.conftest import MakeBoard
from tests.support.board import OPENING_CREDITS, Board, Person, wait_for
from tests.support.hearing import Speakers, hertz, private_speakers, write_tone

TONE_HERTZ = 440
TONE_SECONDS = 1.0
TONE_PEAK_DBFS = -6.0


@pytest.fixture
def speakers() -> Iterator[Speakers]:
    with private_speakers() as private:
        yield private


@pytest.fixture
def board(make_board: MakeBoard, speakers: Speakers) -> Board:
    board = make_board(AUDIO_OUTPUT="pulse", **speakers.environment)
    board.has_starter_sounds()
    folder = board.originals / "soundboard"
    write_tone(folder / "tone.wav", hertz=TONE_HERTZ, seconds=TONE_SECONDS)
    write_tone(folder / "long.wav", hertz=TONE_HERTZ, seconds=20.0)
    assert board.scan()["counts"]["added"] == 2
    return board


@pytest.fixture
def anna(board: Board) -> Person:
    return board.member()


def test_what_is_pressed_is_heard(speakers: Speakers, anna: Person) -> None:
    tone = anna.sounds()["tone"]["sound_id"]
    with speakers.record() as recording:
        play_id = anna.play(tone).json()["play_id"]
        recording.wait_for_sound()
        assert anna.outcome(play_id)["state"] == "finished"
        wait_for(recording.sounding_seconds, lambda seconds: seconds >= TONE_SECONDS - 0.1)
    assert recording.sounding_seconds() == pytest.approx(TONE_SECONDS, abs=0.25)
    assert hertz(recording.sound()) == pytest.approx(TONE_HERTZ, abs=5)
    assert anna.settled_balance() == OPENING_CREDITS - 1


def test_stop_is_silence(speakers: Speakers, anna: Person) -> None:
    long = anna.sounds()["long"]["sound_id"]
    with speakers.record() as recording:
        play_id = anna.play(long).json()["play_id"]
        recording.wait_for_sound()
        anna.post("/sounds/stop")
        assert anna.outcome(play_id)["state"] == "stopped"
        stopped = recording.seconds()
        wait_for(recording.seconds, lambda seconds: seconds > stopped + 1.5)
    assert [at for at in recording.sounding_windows() if at > stopped + 0.5] == []


def test_a_starter_sound_is_heard(speakers: Speakers, anna: Person) -> None:
    bell = anna.sounds()["bell"]
    with speakers.record() as recording:
        anna.play(bell["sound_id"])
        recording.wait_for_sound()
        wait_for(recording.seconds, lambda seconds: seconds > 1.0)
    assert recording.level_dbfs() > -40


def test_a_host_that_dies_gives_the_credit_back_and_another_plays_on(
    speakers: Speakers, board: Board, anna: Person
) -> None:
    sounds = anna.sounds()
    play_id = anna.play(sounds["long"]["sound_id"]).json()["play_id"]
    wait_for(lambda: anna.get(f"/plays/{play_id}"), lambda play: play["state"] == "started")
    board.kill_audio_host()
    failed = anna.outcome(play_id)
    assert (failed["state"], failed["reason"]) == ("failed", "The audio host stopped.")
    assert anna.settled_balance() == OPENING_CREDITS
    wait_for(lambda: anna.http.get("/health").json()["can_play"], bool, seconds_max=2.0)
    with speakers.record() as recording:
        assert anna.play(sounds["tone"]["sound_id"]).status_code == 200
        recording.wait_for_sound()
