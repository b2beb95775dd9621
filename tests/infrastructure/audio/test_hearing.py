"""What the audio host plays can be heard."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from infrastructure.audio.audio_host import AudioHost
from infrastructure.audio.messages import Ended, Failed, Playing
from tests.infrastructure.audio.hearsay import Hearsay
from tests.support.hearing import (
    Speakers,
    hertz,
    level_dbfs,
    private_speakers,
    samples_of,
    tone_dbfs,
    write_tone,
)

DRAIN_SECONDS = 0.3


@pytest.fixture
def host(hearsay: Hearsay, speakers: Speakers) -> Iterator[AudioHost]:
    host = AudioHost("auto", voices_max=4, on_reports=hearsay, environment=speakers.environment)
    host.start()
    yield host
    host.close()


def test_the_host_plays_to_the_server_that_answers(host: AudioHost) -> None:
    assert host.description.startswith("libvlc 3.")
    assert host.description.endswith(" to pulse")


@pytest.mark.parametrize("seconds", [0.06, 0.2, 1.0])
def test_a_sound_is_heard_as_it_is_in_its_file(
    host: AudioHost, hearsay: Hearsay, speakers: Speakers, tmp_path: Path, seconds: float
) -> None:
    tone = write_tone(tmp_path / "tone.wav", seconds=seconds)
    with speakers.record() as recording:
        host.play(uuid4(), tone, int(seconds * 1000))
        hearsay.wait_for(Ended)
        time.sleep(DRAIN_SECONDS)
    heard = recording.sound()
    assert level_dbfs(heard) == pytest.approx(level_dbfs(samples_of(tone)), abs=3)
    assert recording.sounding_seconds() == pytest.approx(seconds, abs=0.05)
    assert hertz(heard[1000:-1000]) == pytest.approx(440, abs=5)


@pytest.mark.parametrize("ending", ["mp3", "ogg", "opus", "flac", "m4a"])
def test_a_short_sound_is_heard_whole_in_every_format(
    host: AudioHost, hearsay: Hearsay, speakers: Speakers, tmp_path: Path, ending: str
) -> None:
    sound = tmp_path / f"tone.{ending}"
    tone = write_tone(tmp_path / "tone.wav", seconds=0.3)
    subprocess.run(["ffmpeg", "-loglevel", "error", "-i", tone, sound], check=True)
    with speakers.record() as recording:
        host.play(uuid4(), sound, 300)
        hearsay.wait_for(Ended)
        time.sleep(DRAIN_SECONDS)
    assert recording.sounding_seconds() == pytest.approx(0.3, abs=0.06)


def test_a_play_fails_when_the_sound_server_is_gone(hearsay: Hearsay, tmp_path: Path) -> None:
    tone = write_tone(tmp_path / "tone.wav", seconds=0.1)
    with private_speakers() as speakers:
        host = AudioHost("auto", voices_max=1, on_reports=hearsay, environment=speakers.environment)
        host.start()
    host.play(play_id := uuid4(), tone, 100)
    hearsay.wait_for(Failed)
    host.close()
    assert hearsay.reports == [Failed(play_id, 1, "The sound server does not answer.")]


def test_stopping_all_is_silence_within_300_ms(
    host: AudioHost, hearsay: Hearsay, speakers: Speakers, tmp_path: Path
) -> None:
    tone = write_tone(tmp_path / "tone.wav", seconds=3)
    with speakers.record() as recording:
        host.play(uuid4(), tone, 3000)
        recording.wait_for_sound()
        stopped = recording.seconds()
        host.stop_all()
        time.sleep(0.7)
    assert recording.level_dbfs(stopped + 0.3) < -80


def test_two_sounds_at_once_mix(
    host: AudioHost, hearsay: Hearsay, speakers: Speakers, tmp_path: Path
) -> None:
    low = write_tone(tmp_path / "low.wav", hertz=300)
    high = write_tone(tmp_path / "high.wav", hertz=1700)
    with speakers.record() as recording:
        host.play(uuid4(), low, 1000)
        host.play(uuid4(), high, 1000)
        start = recording.wait_for_sound() + 0.3
        hearsay.wait_for(Ended, count=2)
    heard = recording.samples(start, start + 0.5)
    expected = level_dbfs(samples_of(low))
    assert tone_dbfs(heard, 300) == pytest.approx(expected, abs=3)
    assert tone_dbfs(heard, 1700) == pytest.approx(expected, abs=3)
    assert tone_dbfs(heard, 900) < expected - 30


def test_a_playlist_that_is_named_like_a_sound_plays_nothing(
    host: AudioHost, hearsay: Hearsay, speakers: Speakers, tmp_path: Path
) -> None:
    tone = write_tone(tmp_path / "tone.wav")
    playlist = tmp_path / "innocent.mp3"
    playlist.write_text(f"#EXTM3U\n{tone}\nvlc://quit\n")
    with speakers.record() as recording:
        host.play(uuid4(), playlist, 1000)
        hearsay.wait_for(Failed)
        time.sleep(DRAIN_SECONDS)
    assert recording.sounding_seconds() == 0
    assert (host.is_up, host.generation, host.voices_busy) == (True, 1, 0)


def test_from_the_button_to_playing_takes_less_than_80_ms(
    host: AudioHost, hearsay: Hearsay, tmp_path: Path
) -> None:
    tone = write_tone(tmp_path / "tone.wav", seconds=0.1)
    begun = time.monotonic()
    host.play(uuid4(), tone, 100)
    hearsay.wait_for(Playing)
    assert hearsay.times[0] - begun < 0.08
