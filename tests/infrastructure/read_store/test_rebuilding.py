from threading import Event, Thread

import pytest
from sqlalchemy import text

from infrastructure.read_store.errors import (
    NoPreviousGenerationError,
    NotRebuildingError,
    RebuildRunningError,
    UnknownReadModelError,
)
from infrastructure.read_store.follower import Follower
from projections.sounds.listing import sounds
from tests.infrastructure.read_store.projectors import (
    StartsProjector,
    TitlesInCapitalsProjector,
    TitlesProjector,
    TitlesWithColourProjector,
)
from tests.infrastructure.read_store.read_side import ReadSide, eventually, generations_of, live


def rebuild(follower: Follower, model: str) -> int:
    number = follower.rebuild(model)
    eventually(lambda: live(follower, model).number == number)
    return number


def titles(read_side: ReadSide) -> list[str]:
    return sorted(
        read_side.ask(lambda connection: connection.execute(text("SELECT title FROM titles")).scalars().all())
    )


def titles_with_colours(read_side: ReadSide) -> list[tuple[str, str | None, int]]:
    query = text("SELECT title, colour, stars FROM titles")
    return [tuple(row) for row in read_side.ask(lambda connection: connection.execute(query).all())]


def a_rebuild_that_got_stuck(read_side: ReadSide) -> Follower:
    projector = TitlesProjector()
    follower = read_side.follow([projector])
    read_side.log.sound("Foghorn")
    read_side.catch_up(follower)
    projector.fails_at = "Foghorn"
    follower.rebuild("titles")
    eventually(lambda: any(each.state == "broken" for each in follower.generations()))
    return follower


def test_rebuilding_changes_nothing(read_side: ReadSide) -> None:
    follower = read_side.follow()
    sound, anna = read_side.log.sound(), read_side.log.member()
    for _ in range(5):
        read_side.log.play(sound, anna)
    read_side.catch_up(follower)
    before = {model: read_side.verifier().digest(model) for model in follower.positions()}
    for model in before:
        rebuild(follower, model)
    assert {model: read_side.verifier().digest(model) for model in before} == before
    assert all(live(follower, model).rows_differing == 0 for model in before)


def test_a_reader_never_sees_a_half(read_side: ReadSide) -> None:
    follower = read_side.follow()
    for number in range(100):
        read_side.log.sound(f"Sound {number}")
    read_side.catch_up(follower)
    seen, is_over = set(), Event()

    def read() -> None:
        while not is_over.is_set():
            seen.add(len(read_side.ask(sounds, limit=1_000)))

    reader = Thread(target=read)
    reader.start()
    for _ in range(3):
        rebuild(follower, "sounds")
    is_over.set()
    reader.join()
    assert seen == {100}


def test_what_is_read_goes_on_during_a_rebuild(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector(), StartsProjector()])
    sound, anna = read_side.log.sound("Airhorn"), read_side.log.member()
    for _ in range(3):
        read_side.log.play(sound, anna)
    read_side.catch_up(follower)
    number = follower.rebuild("starts")
    read_side.log.play(sound, anna)
    read_side.catch_up(follower)
    eventually(lambda: live(follower, "starts").number == number)
    assert read_side.count("starts") == 4


def test_the_comparison_finds_a_row_that_was_tampered_with(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector()])
    for title in ("Airhorn", "Foghorn", "Bell"):
        read_side.log.sound(title)
    read_side.catch_up(follower)
    with follower._database.transaction() as connection:  # noqa: SLF001
        connection.execute(text("UPDATE titles__g1 SET title = 'Silence' WHERE title = 'Bell'"))
        connection.execute(text("DELETE FROM titles__g1 WHERE title = 'Foghorn'"))
    number = rebuild(follower, "titles")
    found = live(follower, "titles")
    assert (found.number, found.rows_compared, found.rows_differing) == (number, 3, 2)
    assert titles(read_side) == ["Airhorn", "Bell", "Foghorn"]


def test_the_previous_generation_can_be_read_again(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector()])
    read_side.log.sound("Airhorn")
    read_side.catch_up(follower)
    rebuild(follower, "titles")
    read_side.log.sound("Foghorn")
    read_side.catch_up(follower)
    number = follower.switch_back("titles")
    eventually(lambda: live(follower, "titles").number == number)
    assert (number, titles(read_side)) == (1, ["Airhorn", "Foghorn"])


def test_the_previous_generation_stays_until_it_is_dropped(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector()])
    rebuild(follower, "titles")
    assert [each.state for each in generations_of(follower, "titles")] == ["previous", "live"]
    follower.drop_previous("titles")
    assert [each.state for each in generations_of(follower, "titles")] == ["live"]


def test_the_next_rebuild_replaces_the_previous_generation(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector()])
    rebuild(follower, "titles")
    rebuild(follower, "titles")
    assert [(each.number, each.state) for each in generations_of(follower, "titles")] == [
        (2, "previous"),
        (3, "live"),
    ]


def test_two_rebuilds_at_once_are_refused(read_side: ReadSide) -> None:
    follower = a_rebuild_that_got_stuck(read_side)
    with pytest.raises(RebuildRunningError):
        follower.rebuild("titles")
    with pytest.raises(RebuildRunningError):
        follower.switch_back("titles")


def test_a_rebuild_can_be_cancelled(read_side: ReadSide) -> None:
    follower = a_rebuild_that_got_stuck(read_side)
    follower.cancel("titles")
    assert [each.state for each in generations_of(follower, "titles")] == ["live"]
    with pytest.raises(NotRebuildingError):
        follower.cancel("titles")


def test_what_is_not_there_is_refused(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector()])
    with pytest.raises(UnknownReadModelError):
        follower.rebuild("nothing")
    with pytest.raises(NoPreviousGenerationError):
        follower.switch_back("titles")


def test_a_later_version_is_built_beside_what_is_read(read_side: ReadSide) -> None:
    read_side.log.sound("Airhorn")
    read_side.catch_up(read_side.follow([TitlesProjector()]))
    follower = read_side.restart([TitlesInCapitalsProjector()])
    eventually(lambda: live(follower, "titles").version == 2)
    assert titles(read_side) == ["AIRHORN"]


def test_a_new_column_has_its_default_or_is_empty_until_the_later_version_is_built(
    read_side: ReadSide,
) -> None:
    read_side.log.sound("Airhorn")
    read_side.catch_up(read_side.follow([TitlesProjector()]))
    follower = read_side.restart([TitlesWithColourProjector()])
    eventually(lambda: any(each.state == "broken" for each in follower.generations()))
    assert live(follower, "titles").version == 1
    assert titles_with_colours(read_side) == [("Airhorn", None, 3)]


def test_going_back_to_an_earlier_version_reads_its_generation_again(read_side: ReadSide) -> None:
    read_side.log.sound("Airhorn")
    read_side.catch_up(read_side.follow([TitlesProjector()]))
    later = read_side.restart([TitlesInCapitalsProjector()])
    eventually(lambda: live(later, "titles").version == 2)
    read_side.log.sound("Foghorn")
    earlier = read_side.restart([TitlesProjector()])
    eventually(lambda: live(earlier, "titles").version == 1)
    read_side.catch_up(earlier)
    assert (live(earlier, "titles").number, titles(read_side)) == (1, ["Airhorn", "Foghorn"])
