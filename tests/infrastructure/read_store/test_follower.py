from collections.abc import Sequence
from typing import cast

import pytest
from sqlalchemy import text

from domain.aggregate import Event
from domain.sound import Sound
from infrastructure.read_store.follower import Follower
from infrastructure.read_store.page_writer import PageWriter, PositionsMovedError
from infrastructure.read_store.pages import PAGE_EVENTS_MAX
from projections.projector import Recorded
from tests.infrastructure.read_store.projectors import TitlesProjector
from tests.infrastructure.read_store.read_side import ReadSide, eventually, generations_of, live


def test_what_is_recorded_can_be_read(read_side: ReadSide) -> None:
    follower = read_side.follow()
    sound, anna = read_side.log.sound(), read_side.log.member()
    read_side.log.play(sound, anna)
    read_side.catch_up(follower)
    tables = ("sounds", "members", "plays", "transactions")
    assert [read_side.count(table) for table in tables] == [1, 1, 1, 2]


def test_it_goes_on_where_it_stood(read_side: ReadSide) -> None:
    read_side.log.sound("Airhorn")
    read_side.catch_up(read_side.follow())
    read_side.log.sound("Foghorn")
    read_side.catch_up(read_side.restart())
    assert read_side.count("sounds") == 2


def test_it_notices_by_itself_what_nobody_told_it(read_side: ReadSide) -> None:
    follower = read_side.follow()
    position = read_side.log.append(read_side.log.sound())
    eventually(lambda: follower.positions()["sounds"] == position, within=3)


def test_more_than_a_page_is_read_page_by_page(read_side: ReadSide) -> None:
    sounds = [read_side.log.sound(f"Sound {number}") for number in range(3)]
    events = [event for sound in sounds for event in _comings_and_goings(read_side, sound)]
    read_side.log.append_events(events)
    assert len(events) > 2 * PAGE_EVENTS_MAX
    read_side.catch_up(read_side.follow())
    assert all(read_side.equals_its_rebuild().values())


def test_an_event_seen_twice_counts_once(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector()])
    position = read_side.log.append(read_side.log.sound())
    read_side.catch_up(follower)
    follower.stop()
    again, [generation] = read_side.pages.after(0), follower._standing.followed  # noqa: SLF001
    writer = PageWriter(follower._database, {"titles": TitlesProjector()})  # noqa: SLF001
    with pytest.raises(PositionsMovedError):
        writer.apply(again, 0, [generation])
    assert read_side.count("titles") == 1
    assert live(follower, "titles").position == position


def test_listeners_hear_each_event_once_after_it_can_be_read(read_side: ReadSide) -> None:
    read_side.log.sound("From before")
    heard: list[tuple[int, int]] = []

    def listen(page: object) -> None:
        assert isinstance(page, list)
        heard.extend((each.position, read_side.count("titles")) for each in page)

    follower = read_side.follow([TitlesProjector()], on_page=[listen])
    read_side.catch_up(follower)
    first = read_side.log.append(read_side.log.sound("First"))
    read_side.catch_up(follower)
    second = read_side.log.append(read_side.log.sound("Second"))
    read_side.catch_up(follower)
    eventually(lambda: len(heard) == 2)
    assert heard == [(first, 2), (second, 3)]


def test_a_listener_that_fails_keeps_nobody_else_from_hearing(read_side: ReadSide) -> None:
    heard: list[Recorded] = []

    def fail(_: object) -> None:
        raise ValueError("deaf")

    read_side.follow([TitlesProjector()], on_page=[fail, heard.extend]).wake()
    read_side.log.sound()
    eventually(lambda: len(heard) == 1, within=3)


def test_lag_is_told_in_events_and_in_seconds(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector(fails_at="Foghorn")])
    read_side.log.sound("Airhorn")
    read_side.catch_up(follower)
    read_side.log.sound("Foghorn")
    follower.wake()
    eventually(lambda: live(follower, "titles").error is not None)
    [lag] = follower.lags()
    assert (lag.events, lag.error) == (1, "ValueError: Foghorn is too loud")
    assert lag.seconds > 0


def test_a_position_past_the_end_of_the_log_is_an_error_and_not_a_head_start(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector()])
    read_side.log.sound()
    read_side.catch_up(follower)
    with follower._database.transaction() as connection:  # noqa: SLF001
        connection.execute(text("UPDATE generations SET position = 1000"))
    follower = read_side.restart([TitlesProjector()])
    assert "past the end" in (live(follower, "titles").error or "")
    follower.rebuild("titles")
    eventually(lambda: live(follower, "titles").error is None)
    assert read_side.count("titles") == 1


def test_a_database_that_comes_back_is_followed_again(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector()])
    with follower._database.transaction() as connection:  # noqa: SLF001
        connection.execute(text("ALTER TABLE generations RENAME TO taken_away"))
    read_side.log.sound()
    follower.wake()
    with follower._database.transaction() as connection:  # noqa: SLF001
        connection.execute(text("ALTER TABLE taken_away RENAME TO generations"))
    eventually(lambda: read_side.count("titles") == 1)


def test_starting_anew_changes_nothing(read_side: ReadSide) -> None:
    read_side.log.play(read_side.log.sound(), read_side.log.member())
    read_side.catch_up(read_side.follow())
    before = [read_side.verifier().digest(model) for model in ("plays", "credits", "top_sounds")]
    follower: Follower = read_side.restart()
    read_side.catch_up(follower)
    assert [read_side.verifier().digest(model) for model in ("plays", "credits", "top_sounds")] == before
    assert len(generations_of(follower, "plays")) == 1


def _comings_and_goings(read_side: ReadSide, sound: Sound) -> list[Event]:
    for _ in range(PAGE_EVENTS_MAX // 2):
        sound.mark_missing(at=read_side.log.now)
        sound.mark_back(at=read_side.log.now)
    return list(cast("Sequence[Event]", sound.collect_events()))
