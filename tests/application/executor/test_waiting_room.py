"""Where commands wait: what people wait for goes before bulk, and neither waits without limit."""

import time
from threading import Thread
from uuid import uuid4

import pytest

from application.command import Command, envelope, from_system
from application.errors import ExecutorBusyError, ExecutorClosedError
from application.executor.waiting_room import (
    PATIENCE_SECONDS,
    WAITING_MAX,
    Outcome,
    Waiting,
    WaitingRoom,
)
from application.plays.commands import RecordPlayFinished, StopAllPlays
from application.sounds.commands import MarkSoundMissing
from tests.support.aggregates import ANNA


class NobodyListens:
    def deliver(self, outcome: Outcome) -> None:
        raise AssertionError(outcome)


def a_person() -> Waiting:
    return Waiting(RecordPlayFinished(uuid4()), envelope(ANNA), NobodyListens())


def bulk(command: Command[None] | None = None) -> Waiting:
    return Waiting(command or MarkSoundMissing(uuid4()), from_system(is_bulk=True), NobodyListens())


def someone_alone() -> Waiting:
    return Waiting(StopAllPlays(), envelope(ANNA), NobodyListens())


def a_room_with(*waiting: Waiting) -> WaitingRoom:
    room = WaitingRoom()
    for each in waiting:
        room.add(each)
    return room


def test_people_go_before_bulk() -> None:
    early_bulk, person = bulk(), a_person()
    room = a_room_with(early_bulk, person)
    assert room.take(10, most_bulk=10) == [person, early_bulk]


def test_each_lane_keeps_its_order() -> None:
    people = [a_person() for _ in range(5)]
    room = a_room_with(*people)
    assert room.take(3, most_bulk=3) + room.take(3, most_bulk=3) == people


def test_bulk_takes_only_the_room_that_is_left() -> None:
    people, crowd = [a_person() for _ in range(3)], [bulk() for _ in range(5)]
    room = a_room_with(*crowd, *people)
    assert room.take(4, most_bulk=4) == [*people, crowd[0]]


def test_bulk_is_a_small_part_of_a_batch() -> None:
    crowd = [bulk() for _ in range(5)]
    assert a_room_with(*crowd).take(100, most_bulk=2) == crowd[:2]


def test_who_must_be_alone_waits_for_those_before() -> None:
    before, alone, after = a_person(), someone_alone(), a_person()
    room = a_room_with(bulk(), before, alone, after)
    batches = [room.take(10, most_bulk=0) for _ in range(3)]
    assert batches == [[before], [alone], [after]]


def test_who_must_be_alone_is_not_joined_by_bulk() -> None:
    alone, crowd = someone_alone(), bulk()
    room = a_room_with(crowd, alone)
    assert [room.take(10, most_bulk=10) for _ in range(2)] == [[alone], [crowd]]


def a_report() -> Waiting:
    return Waiting(RecordPlayFinished(uuid4()), from_system(), NobodyListens())


def test_reports_go_with_the_next_batch_and_before_it() -> None:
    reports, person = [a_report(), a_report()], a_person()
    room = a_room_with(bulk(), person)
    room.add_reports(reports)
    assert room.take(4, most_bulk=0) == [*reports, person]


def test_reports_that_nobody_joins_go_by_themselves_after_a_moment() -> None:
    room, reports = WaitingRoom(), [a_report(), a_report()]
    begun = time.monotonic()
    room.add_reports(reports[:1])
    room.add_reports(reports[1:])
    assert room.take(10, most_bulk=10) == reports
    assert time.monotonic() - begun >= PATIENCE_SECONDS


def test_who_must_be_alone_comes_after_the_reports_that_were_there() -> None:
    alone, report = someone_alone(), a_report()
    room = a_room_with(alone)
    room.add_reports([report])
    assert [room.take(10, most_bulk=10) for _ in range(2)] == [[report], [alone]]


def test_who_must_be_alone_is_not_kept_waiting_by_reports_that_keep_coming() -> None:
    alone, after = someone_alone(), a_person()
    room = a_room_with(alone, after)
    batches = []
    for _ in range(3):
        room.add_reports([a_report()])
        batches.append(room.take(10, most_bulk=0))
    assert batches[1] == [alone]
    assert after in batches[2]


def test_reports_leave_half_of_a_batch_to_people() -> None:
    people = [a_person() for _ in range(4)]
    room = a_room_with(*people)
    room.add_reports([a_report() for _ in range(9)])
    assert room.take(4, most_bulk=0)[2:] == people[:2]


def test_reports_too_many_are_refused_all_together() -> None:
    room = WaitingRoom()
    room.add_reports([a_report()] * WAITING_MAX)
    with pytest.raises(ExecutorBusyError):
        room.add_reports([a_report()])
    assert len(room) == WAITING_MAX


def test_a_closed_room_serves_its_reports() -> None:
    room, report = WaitingRoom(), a_report()
    room.add_reports([report])
    room.close()
    assert room.take(10, most_bulk=10) == [report]


def test_a_full_lane_takes_no_more() -> None:
    waiting = a_person()
    room = a_room_with(*[waiting] * WAITING_MAX)
    with pytest.raises(ExecutorBusyError):
        room.add(a_person())
    assert len(room) == WAITING_MAX


def test_bulk_that_fills_its_lane_keeps_no_person_out() -> None:
    crowd, person = bulk(), a_person()
    room = a_room_with(*[crowd] * WAITING_MAX)
    with pytest.raises(ExecutorBusyError):
        room.add(bulk())
    room.add(person)
    assert room.take(1, most_bulk=1) == [person]


def test_a_closed_room_serves_those_inside_and_nobody_else() -> None:
    inside = a_person()
    room = a_room_with(inside)
    room.close()
    with pytest.raises(ExecutorClosedError):
        room.add(a_person())
    assert room.take(10, most_bulk=10) == [inside]
    assert room.take(10, most_bulk=10) == []


def test_whoever_waits_for_work_is_woken_by_it() -> None:
    room, taken = WaitingRoom(), []
    thread = Thread(target=lambda: taken.append(room.take(1, most_bulk=1)))
    thread.start()
    person = a_person()
    room.add(person)
    thread.join(5)
    assert taken == [[person]]
