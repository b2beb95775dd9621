"""What a log promises, on SQLite and on PostgreSQL."""

from uuid import uuid4

import msgspec
import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from infrastructure.log_store.log_store import LogStore
from tests.contracts.streams import a_stream, versions


def test_events_come_back_as_they_were_stored(log: LogStore) -> None:
    stream = a_stream(3)
    log.recorder.insert_events(stream)
    assert log.recorder.select_events(stream[0].originator_id) == stream


def test_each_event_has_the_next_position(log: LogStore) -> None:
    first = log.recorder.insert_events(a_stream(1))
    many = log.recorder.insert_events([*a_stream(3), *a_stream(2)])
    assert [*first, *many] == list(range(first[0], first[0] + 6))


def test_the_positions_that_are_answered_are_those_that_are_read(log: LogStore) -> None:
    log.recorder.insert_events(a_stream(2))
    stream = a_stream(3)
    positions = log.recorder.insert_events(stream)
    read = log.recorder.select_notifications(positions[0], 10)
    assert [each.id for each in read] == list(positions)
    assert [each.state for each in read] == [each.state for each in stream]


def test_nothing_has_no_position(log: LogStore) -> None:
    assert list(log.recorder.insert_events([])) == []
    assert log.recorder.max_notification_id() is None
    assert log.last_position() == 0


def test_a_version_is_recorded_once(log: LogStore) -> None:
    [event] = a_stream(1)
    log.recorder.insert_events([event])
    with pytest.raises(IntegrityError):
        log.recorder.insert_events([event])
    assert log.count_events() == 1


def test_a_conflict_leaves_nothing_of_the_rest(log: LogStore) -> None:
    [there] = a_stream(1)
    log.recorder.insert_events([there])
    innocent = a_stream(2)
    with pytest.raises(IntegrityError):
        log.recorder.insert_events([*innocent, there])
    assert log.recorder.select_events(innocent[0].originator_id) == []


def test_positions_are_never_used_again(log: LogStore) -> None:
    [there] = log_of_one = a_stream(1)
    [first] = log.recorder.insert_events(log_of_one)
    with pytest.raises(IntegrityError):
        log.recorder.insert_events([*a_stream(5), there])
    [next_position] = log.recorder.insert_events(a_stream(1))
    assert next_position > first


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"gt": 2}, [3, 4, 5]),
        ({"lte": 2}, [1, 2]),
        ({"gt": 1, "lte": 3}, [2, 3]),
        ({"desc": True}, [5, 4, 3, 2, 1]),
        ({"limit": 2}, [1, 2]),
        ({"desc": True, "limit": 1}, [5]),
        ({"desc": True, "limit": 2, "lte": 4, "gt": 1}, [4, 3]),
        ({"gt": 5}, []),
    ],
)
def test_a_part_of_a_stream_can_be_read(log: LogStore, asked: dict[str, int], expected: list[int]) -> None:
    stream = a_stream(5)
    log.recorder.insert_events([*a_stream(2), *stream, *a_stream(2)])
    assert versions(log.recorder.select_events(stream[0].originator_id, **asked)) == expected  # type: ignore[arg-type]


def test_the_log_is_read_in_pages(log: LogStore) -> None:
    positions = log.recorder.insert_events(a_stream(5))
    page = log.recorder.select_notifications(positions[1], 2, inclusive_of_start=False)
    assert [each.id for each in page] == list(positions[2:4])
    page = log.recorder.select_notifications(None, 10, stop=positions[1])
    assert [each.id for each in page] == list(positions[:2])


def test_only_some_topics_can_be_read(log: LogStore) -> None:
    for topic in ("one", "two", "three"):
        log.recorder.insert_events(a_stream(2, topic=topic))
    read = log.recorder.select_notifications(None, 10, topics=["one", "three"])
    assert [each.topic for each in read] == ["one", "one", "three", "three"]


def test_what_changed_since_a_position_is_known(log: LogStore) -> None:
    old, new, unchanged = uuid4(), uuid4(), uuid4()
    last = log.recorder.insert_events([*a_stream(2, old), *a_stream(1, unchanged)])[-1]
    log.recorder.insert_events([*a_stream(2, new), *a_stream(1, old, after=2)])
    assert log.changed_since(last) == {old, new}
    assert log.changed_since(log.last_position()) == set()


@pytest.mark.parametrize(
    "change",
    ["UPDATE events SET topic = 'another'", "DELETE FROM events", "DELETE FROM events WHERE position = 1"],
)
def test_events_are_never_changed(log: LogStore, change: str) -> None:
    stream = a_stream(2)
    log.recorder.insert_events(stream)
    with pytest.raises(DBAPIError, match="events are never changed"), log.writing.transaction() as connection:
        connection.execute(text(change))
    assert log.recorder.select_events(stream[0].originator_id) == stream


@given(title=st.text())
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_in_a_state_is_kept_byte_for_byte(log: LogStore, title: str) -> None:
    [event] = a_stream(1)
    odd = StoredEvent(event.originator_id, 1, "sound.came_back", msgspec.json.encode({"title": title}))
    log.recorder.insert_events([odd])
    assert log.recorder.select_events(event.originator_id) == [odd]


def test_a_state_that_is_not_text_is_refused_and_writes_nothing(log: LogStore) -> None:
    first, second = a_stream(2)
    broken = StoredEvent(second.originator_id, 2, second.topic, b"\xff")
    with pytest.raises(UnicodeDecodeError):
        log.recorder.insert_events([first, broken])
    assert log.recorder.select_events(first.originator_id) == []
