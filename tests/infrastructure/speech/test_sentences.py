"""Whoever has spoken what is a sound already is told how to come by it."""

from infrastructure.speech.sentences import is_there
from tests.support.aggregates import AIRHORN, a_registered_sound
from tests.support.clock import NOON


def test_it_says_where_the_same_is_and_how_it_comes_back() -> None:
    sound = a_registered_sound("Lunch")
    assert is_there(sound) == "The same is on the board already: “Lunch”."
    sound.mark_missing(at=NOON)
    assert f"whose file is missing. Put it back among the originals, as {sound.path}." in is_there(sound)
    sound.trash(at=NOON)
    assert f"in the trash. To have it back: POST /sounds/{AIRHORN}/restore." in is_there(sound)
