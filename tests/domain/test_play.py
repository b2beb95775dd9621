"""A play: one sound, asked for once, from the request to how it ended."""

from collections.abc import Callable
from datetime import datetime
from itertools import permutations

import pytest

from domain.errors import PlayEndedError
from domain.play import Play, PlayState
from tests.support.aggregates import (
    AIRHORN,
    ANNA,
    a_requested_play,
    a_started_play,
    collected,
    given,
    news,
    rebuilt_from,
)
from tests.support.clock import NOON

WHOSE = {"sound_id": AIRHORN, "requested_by": ANNA}

ENDS: dict[str, Callable[[Play], None]] = {
    "finish": lambda play: play.finish(at=NOON),
    "stop": lambda play: play.stop(at=NOON),
    "fail": lambda play: play.fail("No voice.", at=NOON),
}


def _start(play: Play, at: datetime = NOON) -> None:
    play.start(duration_ms=1_500, at=at)


def test_a_request_names_the_sound_the_member_and_the_price() -> None:
    assert news(a_requested_play(price=1)) == [(Play.Requested, {**WHOSE, "price": 1})]


def test_the_player_requests_without_a_member() -> None:
    [(_, requested)] = news(a_requested_play(by=None))
    assert requested["requested_by"] is None


def test_a_start_carries_how_long_it_will_sound() -> None:
    play = given(a_requested_play())
    _start(play)
    assert news(play) == [(Play.Started, {**WHOSE, "duration_ms": 1_500})]


def test_starting_again_is_not_news() -> None:
    play = given(a_started_play())
    _start(play)
    assert news(play) == []


def test_a_started_play_finishes() -> None:
    play = given(a_started_play())
    play.finish(at=NOON)
    assert news(play) == [(Play.Finished, WHOSE)]


def test_stopping_what_sounds_stops_it() -> None:
    play = given(a_started_play())
    play.stop(at=NOON)
    assert news(play) == [(Play.Stopped, WHOSE)]


def test_stopping_what_nobody_heard_yet_fails_it() -> None:
    play = given(a_requested_play())
    play.stop(at=NOON)
    assert news(play) == [(Play.Failed, {**WHOSE, "reason": "It was stopped before it sounded."})]


def test_a_failure_keeps_its_reason() -> None:
    play = a_requested_play()
    play.fail("No voice.", at=NOON)
    assert (play.state, play.reason) == (PlayState.FAILED, "No voice.")


@pytest.mark.parametrize("end", ENDS)
def test_a_play_that_has_ended_must_not_sound(end: str) -> None:
    play = a_started_play()
    ENDS[end](play)
    given(play)
    with pytest.raises(PlayEndedError):
        _start(play)
    assert news(play) == []


@pytest.mark.parametrize("order", list(permutations(["start", *ENDS])), ids="-".join)
def test_in_whatever_order_the_news_comes_a_play_ends_once(order: tuple[str, ...]) -> None:
    play = a_requested_play()
    for step in order:
        if step != "start":
            ENDS[step](play)
        elif play.is_open:
            _start(play)
        else:
            with pytest.raises(PlayEndedError):
                _start(play)
    events = collected(play)
    assert [type(event) for event in events[:-1]] == [Play.Requested, Play.Started][: len(events) - 1]
    assert isinstance(events[-1], Play.Finished | Play.Stopped | Play.Failed)
    assert rebuilt_from(events) == play
