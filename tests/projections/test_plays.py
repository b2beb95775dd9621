from datetime import timedelta
from uuid import uuid4

import pytest

from domain.play import Play
from projections.plays.queries import play as play_of
from projections.plays.queries import plays
from tests.projections.board import Board


def test_a_play_is_followed_from_the_request_to_its_end(board: Board) -> None:
    noon = board.log.now
    play = board.log.request(board.log.sound(), board.log.member())
    states = [board.ask(play_of, play.id).state]
    board.log.pass_time(seconds=1)
    board.log.start(play)
    states.append(board.ask(play_of, play.id).state)
    board.log.pass_time(seconds=1)
    board.log.finish(play)
    found = board.ask(play_of, play.id)
    assert [*states, found.state] == ["requested", "started", "finished"]
    times = (found.requested_at, found.started_at, found.ended_at)
    assert times == tuple(noon + timedelta(seconds=passed) for passed in (0, 1, 2))


def test_a_failure_keeps_its_reason(board: Board) -> None:
    play = board.log.request(board.log.sound(), board.log.member())
    board.log.fail(play, "No voice was free.")
    found = board.ask(play_of, play.id)
    assert (found.state, found.reason, found.started_at) == ("failed", "No voice was free.", None)


@pytest.mark.parametrize("asked_first", [True, False])
def test_a_stopped_play_is_no_failure(board: Board, asked_first: bool) -> None:
    play = board.log.request(board.log.sound(), board.log.member())
    if asked_first:
        board.ask(plays)
    board.log.start(play)
    play.stop(at=board.log.now)
    board.log.append(play)
    assert board.ask(play_of, play.id).state == "stopped"


def test_the_player_plays_without_a_member(board: Board) -> None:
    play = Play.request(uuid4(), board.log.sound().id, by=None, price=0, at=board.log.now)
    board.log.append(play)
    assert board.ask(play_of, play.id).requested_by is None


def test_the_newest_request_comes_first(board: Board) -> None:
    sound, anna, ben = board.log.sound(), board.log.member("Anna"), board.log.member("Ben")
    requested = [board.log.request(sound, by) for by in (anna, ben, anna)]
    newest, *_ = board.ask(plays, limit=1)
    rest = board.ask(plays, after=newest.position)
    assert [each.play_id for each in [newest, *rest]] == [each.id for each in reversed(requested)]
    of_anna = board.ask(plays, only_of=anna)
    assert [each.play_id for each in of_anna] == [requested[2].id, requested[0].id]
