from datetime import timedelta

from projections.sounds.queries import known_files, sound
from tests.projections.board import Board


def test_a_play_counts_once_it_has_started(board: Board) -> None:
    airhorn, anna = board.log.sound(), board.log.member()
    play = board.log.request(airhorn, anna)
    board.log.fail(board.log.request(airhorn, anna))
    assert (board.ask(sound, airhorn.id).play_count, board.ask(sound, airhorn.id).last_played_at) == (0, None)
    board.log.pass_time(seconds=1)
    board.log.start(play)
    found = board.ask(sound, airhorn.id)
    assert (found.play_count, found.last_played_at) == (1, board.log.now)


def test_a_missing_file_is_shown_as_such_until_it_is_back(board: Board) -> None:
    airhorn = board.log.sound()
    airhorn.mark_missing(at=board.log.now + timedelta(days=1))
    board.log.append(airhorn)
    assert board.ask(sound, airhorn.id).is_missing
    airhorn.mark_back(at=board.log.now + timedelta(days=2))
    board.log.append(airhorn)
    assert not board.ask(sound, airhorn.id).is_missing


def test_files_are_known_by_their_path(board: Board) -> None:
    airhorn = board.log.sound()
    [file] = board.ask(known_files)
    assert (file.path, file.sound_id, file.sha256, file.is_missing) == (
        airhorn.path,
        airhorn.id,
        airhorn.sha256,
        False,
    )
