from datetime import timedelta

from domain.values import SoundType
from projections.sounds.queries import known_files, sound, sounds_of_types
from tests.projections.board import Board


def test_sounds_are_listed_newest_first(board: Board) -> None:
    for title in ("Airhorn", "Foghorn", "Bell"):
        board.log.sound(title)
    assert [each.title for each in board.ask(sounds_of_types)] == ["Bell", "Foghorn", "Airhorn"]


def test_the_list_goes_on_after_the_last_one_seen(board: Board) -> None:
    for number in range(5):
        board.log.sound(str(number))
    first = board.ask(sounds_of_types, limit=2)
    board.log.sound("new")
    second = board.ask(sounds_of_types, after=first[-1].position, limit=2)
    assert [each.title for each in [*first, *second]] == ["4", "3", "2", "1"]


def test_the_list_can_be_entered_anywhere(board: Board) -> None:
    for number in range(3):
        board.log.sound(str(number))
    assert [each.title for each in board.ask(sounds_of_types, limit=5, offset=1)] == ["1", "0"]


def test_only_sounds_of_the_asked_types_are_listed(board: Board) -> None:
    board.log.sound("Airhorn", SoundType.SOUNDBOARD)
    board.log.sound("Hello", SoundType.TEXT_TO_SPEECH)
    assert [each.title for each in board.ask(sounds_of_types, ["TTS"])] == ["Hello"]
    assert board.ask(sounds_of_types, []) == []


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
