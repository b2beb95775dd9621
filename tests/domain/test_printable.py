"""What people write is taken as they write it, and what would mislead who reads it is not."""

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from domain.errors import InvalidSpeechError
from domain.printable import JOINERS, is_printable, printable_part
from domain.sound_labels import valid_description, valid_tags, valid_title
from domain.speech import Speech
from tests.support.aggregates import ANNA, PLAY
from tests.support.clock import NOON

FAMILY = "👩\u200d👩\u200d👧"
I_WANT = "می\u200cخواهم"  # noqa: RUF001 - Persian letters are meant


@pytest.mark.parametrize("written", [FAMILY, I_WANT, "🏳️\u200d🌈", "क्\u200dष", "", " ", "Zoë"])
def test_signs_may_be_joined_as_their_script_has_it(written: str) -> None:
    assert is_printable(written)
    assert printable_part(written) == written


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("\u200dx", "x"),
        ("x\u200c", "x"),
        ("x\u200d\u200cy", "xy"),
        ("x \u200dy", "x y"),
        ("\u200d", ""),
        ("right\u202eto left", "rightto left"),
        ("\x1b[2J", "[2J"),
        ("a\u200bb\u2060c\ufeff", "abc"),
    ],
)
def test_what_cannot_be_seen_is_not_printable(written: str, left: str) -> None:
    assert not is_printable(written)
    assert printable_part(written) == left


@for_all(st.text(st.sampled_from(f"ab \u202e\n{JOINERS}"), max_size=12))
@settings(max_examples=60)
def test_what_is_left_of_any_text_is_printable(text: str) -> None:
    assert is_printable(printable_part(text))


def test_all_that_people_write_on_a_sound_may_be_joined() -> None:
    assert valid_title(FAMILY) == FAMILY
    assert valid_description(f"{I_WANT}\n\n{FAMILY}") == f"{I_WANT}\n\n{FAMILY}"
    assert valid_tags([I_WANT]) == [I_WANT]


def test_a_tag_is_the_same_however_its_letters_are_put_together() -> None:
    assert valid_tags(["cafe\u0301", "CAFÉ"]) == ["café"]
    assert valid_tags(["İstanbul", "I\u0307STANBUL", "istanbul"]) == ["istanbul"]


def a_speech_of(text: str) -> Speech:
    return Speech.request(PLAY, text=text, voice="fa", speed=1, title="x", by=ANNA, price=1, at=NOON)


def test_a_text_to_be_spoken_may_be_joined_and_who_wrote_only_signs_is_told_so() -> None:
    assert a_speech_of(f"{I_WANT} {FAMILY}").text == f"{I_WANT} {FAMILY}"
    with pytest.raises(InvalidSpeechError, match="no letter and no digit"):
        a_speech_of(FAMILY)
    with pytest.raises(InvalidSpeechError, match="1 to 500 characters"):
        a_speech_of(" ")
    with pytest.raises(InvalidSpeechError, match="nobody can say"):
        a_speech_of("right\u202eto left")
