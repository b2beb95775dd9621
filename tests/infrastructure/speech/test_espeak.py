"""The voice that comes with every distribution."""

from pathlib import Path

import pytest

from infrastructure.library.audio_probe import probe
from infrastructure.speech.espeak import EspeakVoices
from infrastructure.speech.voices import SpeechError

voices = EspeakVoices()


def spoken_ms(folder: Path, text: str, *, speed: float = 1.0, voice: str = "en-us") -> int:
    file = folder / "spoken.wav"
    voices.speak(text, voice=voice, speed=speed, file=file)
    return probe(file).duration_ms


def test_it_speaks_many_languages() -> None:
    languages = {each.language for each in voices.all()}
    assert {"en-us", "en-gb", "de", "fr-fr", "es"} <= languages


def test_what_is_said_faster_is_shorter(tmp_path: Path) -> None:
    slow, usual, fast = (spoken_ms(tmp_path, "Lunch is ready", speed=speed) for speed in (0.5, 1.0, 2.0))
    assert slow > usual > fast > 200


@pytest.mark.parametrize(
    "text",
    ["--help", "-w /etc/passwd", "$(reboot)", "<speak>hello</speak>", "[[h@'loU]]", "Höllenlärm, 日本語"],
)
def test_a_text_is_never_taken_for_an_option(tmp_path: Path, text: str) -> None:
    assert spoken_ms(tmp_path, text) > 100
    assert [file.name for file in tmp_path.iterdir()] == ["spoken.wav"]


@pytest.mark.parametrize("voice", ["nobody", "", "-w", "../../etc/passwd", "en-us\n"])
def test_a_voice_that_is_not_there_is_refused(tmp_path: Path, voice: str) -> None:
    with pytest.raises(SpeechError, match="no such voice"):
        spoken_ms(tmp_path, "Lunch", voice=voice)


def test_the_longest_text_in_the_slowest_voice_is_spoken_in_time(tmp_path: Path) -> None:
    assert spoken_ms(tmp_path, "supercalifragilistic " * 24, speed=0.5) > 30_000
