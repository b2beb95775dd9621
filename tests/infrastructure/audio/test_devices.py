import time
from pathlib import Path

from infrastructure.audio.devices import has_alsa_card, has_audio_device, has_pulse_server
from tests.support.hearing import Speakers

NO_CARDS = "--- no soundcards ---\n"
ONE_CARD = " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n"


def test_a_pulse_server_is_found_by_its_address(speakers: Speakers) -> None:
    assert has_pulse_server(speakers.environment)


def test_a_pulse_server_is_found_in_the_runtime_folder(speakers: Speakers) -> None:
    assert has_pulse_server({"PULSE_RUNTIME_PATH": str(speakers.folder)})


def test_a_socket_that_nobody_answers_is_no_server(tmp_path: Path) -> None:
    assert not has_pulse_server({"PULSE_SERVER": f"unix:{tmp_path}/native"})


def test_an_address_without_a_server_is_no_server() -> None:
    assert not has_pulse_server({"PULSE_SERVER": "tcp:127.0.0.1:1"})


def test_cards_are_counted_as_alsa_lists_them(tmp_path: Path) -> None:
    cards = tmp_path / "cards"
    cards.write_text(NO_CARDS)
    assert not has_alsa_card(cards)
    cards.write_text(ONE_CARD)
    assert has_alsa_card(cards)
    assert not has_alsa_card(tmp_path / "none")


def test_the_question_is_answered_within_100_ms() -> None:
    begun = time.monotonic()
    has_audio_device()
    assert time.monotonic() - begun < 0.1
