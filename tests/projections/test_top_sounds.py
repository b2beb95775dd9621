from datetime import timedelta

from domain.sound import Sound
from domain.values import SoundType
from projections.top_sounds.queries import top_sounds
from tests.projections.board import Board


def play(board: Board, sound: Sound, times: int = 1) -> None:
    anna = board.log.member()
    for _ in range(times):
        board.log.play(sound, anna)


def names(board: Board, *args: object, **kwargs: object) -> list[tuple[str, int]]:
    return [(each.title, each.plays) for each in board.ask(top_sounds, *args, **kwargs)]


def test_the_most_played_sound_comes_first(board: Board) -> None:
    airhorn, foghorn, _ = board.log.sound("Airhorn"), board.log.sound("Foghorn"), board.log.sound("Unheard")
    play(board, airhorn)
    play(board, foghorn, times=2)
    assert names(board) == [("Foghorn", 2), ("Airhorn", 1)]
    assert names(board, limit=1) == [("Foghorn", 2)]


def test_a_play_that_never_started_does_not_count(board: Board) -> None:
    board.log.fail(board.log.request(board.log.sound(), board.log.member()))
    assert names(board) == []


def test_only_plays_since_the_beginning_of_that_hour_count(board: Board) -> None:
    airhorn, foghorn = board.log.sound("Airhorn"), board.log.sound("Foghorn")
    play(board, airhorn, times=3)
    play(board, foghorn)
    board.log.pass_time(hours=5)
    play(board, airhorn)
    board.log.pass_time(minutes=30)
    play(board, airhorn)
    assert names(board, since=board.log.now) == [("Airhorn", 2)]
    assert names(board, since=board.log.now - timedelta(hours=5)) == [("Airhorn", 5), ("Foghorn", 1)]
    assert names(board, since=board.log.now + timedelta(hours=1)) == []


def test_a_type_has_a_list_of_its_own(board: Board) -> None:
    hello = board.log.sound("Hello", SoundType.TEXT_TO_SPEECH)
    play(board, hello)
    play(board, board.log.sound("Airhorn"), times=2)
    assert names(board, "TTS") == [("Hello", 1)]
    assert names(board, "TTS", since=board.log.now) == [("Hello", 1)]


def test_clocks_that_go_back_lose_no_play(board: Board) -> None:
    airhorn, noon = board.log.sound("Airhorn"), board.log.now
    for hours in (0, 2, 1, -1, 2):
        board.log.now = noon + timedelta(hours=hours)
        play(board, airhorn)
        names(board)
    counted = [names(board, since=noon + timedelta(hours=hours)) for hours in (-1, 0, 1, 2)]
    assert [plays for [(_, plays)] in counted] == [5, 4, 3, 2]
