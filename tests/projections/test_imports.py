"""What libraries that were brought in leave behind: reports, and the plays that sounds had elsewhere."""

from datetime import timedelta
from uuid import uuid4

from domain.sound import Sound
from domain.sound_library import SoundLibrary
from projections.imports.queries import import_of, latest_imports
from projections.sound_history.queries import changes_of_sound
from projections.sound_history.sentences import sentence
from projections.sounds.queries import sound
from projections.top_sounds.queries import top_sounds
from tests.projections.board import Board


def test_an_import_is_followed_from_its_start_to_its_end(board: Board) -> None:
    library = SoundLibrary.open(at=board.log.now)
    first, second, third = uuid4(), uuid4(), uuid4()
    details = [{"title": "Höllenlärm", "reason": "It is empty 🙉"}]
    for import_id in (first, second, third):
        library.start_import(import_id, asked_by=uuid4(), sha256="a5c4e", sounds=2, at=board.log.now)
        board.log.append(library)
        assert board.ask(import_of, import_id).state == "running"
        if import_id == first:
            library.complete_import(first, counts={"added": 1}, details=details, at=board.log.now)
        elif import_id == second:
            library.fail_import(second, "The archive is gone.", at=board.log.now)
        else:
            library.cancel_import(third, at=board.log.now)
        board.log.append(library)
    found = {each.import_id: each for each in board.ask(latest_imports)}
    assert list(found) == [third, second, first]
    assert (found[first].state, found[first].counts, found[first].details) == (
        "completed",
        {"added": 1},
        details,
    )
    assert (found[second].state, found[second].reason) == ("failed", "The archive is gone.")
    assert (found[third].state, found[third].ended_at) == ("cancelled", board.log.now)
    after = board.ask(latest_imports, after=found[third].position, limit=1)
    assert [each.import_id for each in after] == [second]


def with_plays(board: Board, title: str, plays: int) -> Sound:
    airhorn = board.log.sound(title)
    airhorn.carry_over_plays(plays, board.log.now - timedelta(days=3), at=board.log.now)
    board.log.append(airhorn)
    return airhorn


def test_plays_of_another_board_count_in_all_and_in_no_hour_of_this_one(board: Board) -> None:
    airhorn, foghorn, anna = with_plays(board, "Airhorn", 41), board.log.sound("Foghorn"), board.log.member()
    found = board.ask(sound, airhorn.id)
    assert (found.play_count, found.last_played_at) == (41, board.log.now - timedelta(days=3))
    for each in (foghorn, foghorn, airhorn):
        board.log.play(each, anna)
    found = board.ask(sound, airhorn.id)
    assert (found.play_count, found.last_played_at) == (42, board.log.now)
    assert [(each.title, each.plays) for each in board.ask(top_sounds)] == [("Airhorn", 42), ("Foghorn", 2)]
    since = board.ask(top_sounds, since=board.log.now - timedelta(days=30))
    assert [(each.title, each.plays) for each in since] == [("Foghorn", 2), ("Airhorn", 1)]


def test_the_history_says_how_many_plays_a_sound_came_with(board: Board) -> None:
    airhorn = with_plays(board, "Airhorn", 1_234)
    newest, _ = board.ask(changes_of_sound, airhorn.id)
    assert sentence(newest) == "Came with 1,234 plays from another board"
