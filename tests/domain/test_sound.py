"""A sound: one clip, from registration on."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.errors import InvalidPathError, InvalidTitleError, SoundMissingError
from domain.sound import Sound
from domain.sound_labels import TITLE_LENGTH_MAX
from tests.support.aggregates import ANNA, a_registered_sound, collected, given, news, rebuilt_from
from tests.support.clock import NOON


def test_a_registered_sound_says_all_that_is_known_of_its_file() -> None:
    assert news(a_registered_sound("Airhorn")) == [
        (
            Sound.Registered,
            {
                "sound_type": "SDB",
                "title": "Airhorn",
                "path": "fun/airhorn.mp3",
                "size_bytes": 24_000,
                "duration_ms": 1_500,
                "sha256": "c0ffee",
                "modified_ns": 1_780_315_200_123_456_789,
                "original_name": "Airhorn (1).mp3",
                "registered_by": ANNA,
            },
        )
    ]


@pytest.mark.parametrize("title", ["", "   ", "x" * (TITLE_LENGTH_MAX + 1), "two\nlines", "nul\0"])
def test_a_title_is_short_and_printable(title: str) -> None:
    with pytest.raises(InvalidTitleError):
        a_registered_sound(title)


@pytest.mark.parametrize("path", ["", "/etc/passwd", "..", "fun/../../secret", "fun/air\0horn.mp3"])
def test_a_sounds_file_lies_below_the_folder_of_originals(path: str) -> None:
    with pytest.raises(InvalidPathError):
        a_registered_sound(path=path)


def test_a_missing_sound_cannot_be_played() -> None:
    sound = a_registered_sound("Airhorn")
    sound.mark_missing(at=NOON)
    with pytest.raises(SoundMissingError, match="Airhorn"):
        sound.ensure_playable()


def test_a_sound_that_came_back_can_be_played() -> None:
    sound = a_registered_sound()
    sound.mark_missing(at=NOON)
    sound.mark_back(at=NOON)
    sound.ensure_playable()


def test_missing_twice_is_not_news() -> None:
    sound = a_registered_sound()
    sound.mark_missing(at=NOON)
    given(sound)
    sound.mark_missing(at=NOON)
    assert news(sound) == []


def test_coming_back_without_having_been_missed_is_not_news() -> None:
    sound = given(a_registered_sound())
    sound.mark_back(at=NOON)
    assert news(sound) == []


titles = st.text(min_size=1, max_size=TITLE_LENGTH_MAX).filter(
    lambda text: text.strip() and text.isprintable()
)


@for_all(titles, st.lists(st.booleans()))
def test_replaying_the_events_rebuilds_the_same_sound(title: str, seen: list[bool]) -> None:
    sound = a_registered_sound(title)
    for is_there in seen:
        (sound.mark_back if is_there else sound.mark_missing)(at=NOON)
    assert rebuilt_from(collected(sound)) == sound
