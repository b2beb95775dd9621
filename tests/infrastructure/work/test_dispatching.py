"""From the commit that asks for work to the thread that does it; what gets lost on the way is sent again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from dramatiq.brokers.stub import StubBroker

from application.decision import Commit, Entailed
from application.soundboard import Soundboard
from application.work import Prolonged, Settled, Work
from infrastructure.log_store.log_store import LogStore
from infrastructure.work.dispatcher import Dispatcher, embedded_broker
from infrastructure.work.sweeper import ATTEMPTS_MAX, LOST_AFTER_SECONDS, TOGETHER_MAX, Sweeper
from infrastructure.work.work_table import WorkTable
from tests.infrastructure.work.chores import ChoreWorker, CrowdWorker, StubbornWorker, chore_id
from tests.infrastructure.work.conftest import Owe

LONG_AGO = LOST_AFTER_SECONDS + 1


@pytest.fixture
def log_url(tmp_path: Path) -> str:
    """The table was tried on both databases; here it is about the messages."""
    return f"sqlite:///{tmp_path / 'log.db'}"


@pytest.fixture
def worker() -> ChoreWorker:
    return ChoreWorker()


@pytest.fixture
def broker() -> Iterator[StubBroker]:
    broker = embedded_broker()
    yield broker
    broker.close()


@pytest.fixture
def stopped(broker: StubBroker, work_table: WorkTable, worker: ChoreWorker) -> Dispatcher:
    """Sends messages; nobody works yet."""
    return Dispatcher(broker, work_table, [worker, StubbornWorker()])


@pytest.fixture
def dispatcher(stopped: Dispatcher) -> Iterator[Dispatcher]:
    stopped.start()
    yield stopped
    stopped.close()


@pytest.fixture
def sweeper(work_table: WorkTable, stopped: Dispatcher, worker: ChoreWorker) -> Sweeper:
    return Sweeper(work_table, stopped, {"chore": worker, "stubborn": StubbornWorker()})


def a_commit_that_asks_for(many: int) -> Commit:
    deadline = datetime.now(UTC) + timedelta(seconds=60)
    return Commit(entailed=Entailed(work=[Work("chore", uuid4(), deadline) for _ in range(many)]))


def messages(broker: StubBroker) -> int:
    return int(broker.queues["chore"].qsize())


def test_a_commits_work_is_one_message(broker: StubBroker, stopped: Dispatcher) -> None:
    stopped.after_commit(1, a_commit_that_asks_for(5))
    assert messages(broker) == 1


def test_what_is_settled_or_prolonged_needs_no_message(broker: StubBroker, stopped: Dispatcher) -> None:
    reference, deadline = uuid4(), datetime.now(UTC)
    settled, prolonged = Settled("chore", reference), Prolonged("chore", reference, deadline)
    stopped.after_commit(1, Commit(entailed=Entailed(work=[settled, prolonged])))
    assert messages(broker) == 0


def test_what_was_committed_is_carried_out(
    log: LogStore, dispatcher: Dispatcher, worker: ChoreWorker
) -> None:
    commit = a_commit_that_asks_for(5)
    Soundboard(log).commit(commit)
    dispatcher.after_commit(1, commit)
    assert worker.next_done() == {each.reference for each in commit.entailed.work}


def test_a_message_that_comes_twice_is_carried_out_once(
    owe: Owe, dispatcher: Dispatcher, worker: ChoreWorker
) -> None:
    first, second = owe(), owe()
    for _ in range(2):
        dispatcher.remind("chore", [chore_id(first)])
    dispatcher.remind("chore", [chore_id(second)])
    assert worker.next_done() | worker.next_done() == {first, second}
    assert worker.done.empty()


def test_a_message_for_what_was_never_committed_does_nothing(
    owe: Owe, dispatcher: Dispatcher, worker: ChoreWorker
) -> None:
    dispatcher.remind("chore", [uuid4()])
    owed = owe()
    dispatcher.remind("chore", [chore_id(owed)])
    assert worker.next_done() == {owed}


def test_a_lost_message_is_sent_again(
    owe: Owe, dispatcher: Dispatcher, sweeper: Sweeper, worker: ChoreWorker
) -> None:
    owed = {owe(seconds_ago=LONG_AGO), owe(seconds_ago=LONG_AGO)}
    sweeper.sweep()
    assert worker.next_done() == owed


def test_what_a_worker_left_behind_is_sent_again(
    owe: Owe, work_table: WorkTable, dispatcher: Dispatcher, sweeper: Sweeper, worker: ChoreWorker
) -> None:
    reference = owe(seconds_ago=LONG_AGO)
    work_table.lease([chore_id(reference)], seconds=-1)
    sweeper.sweep()
    [lease] = worker.done.get(timeout=10)
    assert (lease.reference, lease.attempt) == (reference, 2)


def test_fresh_work_is_not_sent_again(owe: Owe, broker: StubBroker, sweeper: Sweeper) -> None:
    owe()
    sweeper.sweep()
    assert messages(broker) == 0


def test_overdue_work_is_given_up(owe: Owe, sweeper: Sweeper, worker: ChoreWorker) -> None:
    overdue = owe(seconds_left=-1)
    sweeper.sweep()
    assert worker.given_up == [(overdue, "It was not done in time.")]


def test_work_that_is_done_now_is_given_up_at_its_deadline_all_the_same(
    owe: Owe, work_table: WorkTable, sweeper: Sweeper, worker: ChoreWorker
) -> None:
    reference = owe(seconds_left=0.05)
    work_table.lease([chore_id(reference)], seconds=30)
    while not work_table.overdue():
        pass
    sweeper.sweep()
    assert [each for each, _ in worker.given_up] == [reference]


def test_work_that_took_three_workers_with_it_is_given_up(
    owe: Owe, broker: StubBroker, sweeper: Sweeper, worker: ChoreWorker
) -> None:
    reference = owe(seconds_ago=LONG_AGO, attempt=ATTEMPTS_MAX)
    sweeper.sweep()
    assert worker.given_up == [(reference, "It was tried several times in vain.")]
    assert messages(broker) == 0


def test_one_that_cannot_be_given_up_keeps_none_of_the_others(
    owe: Owe, sweeper: Sweeper, worker: ChoreWorker
) -> None:
    owe("stubborn", seconds_ago=1, seconds_left=-1)
    overdue = owe(seconds_left=-1)
    sweeper.sweep()
    assert [each for each, _ in worker.given_up] == [overdue]


def test_a_crowd_is_given_up_a_hundred_at_a_time(
    owe: Owe, work_table: WorkTable, stopped: Dispatcher, worker: ChoreWorker
) -> None:
    crowd = CrowdWorker()
    sweeper = Sweeper(work_table, stopped, {"chore": worker, "crowd": crowd})
    overdue = {owe("crowd", seconds_left=-1) for _ in range(TOGETHER_MAX + 1)}
    alone = owe(seconds_left=-1)
    sweeper.sweep()
    assert [len(each) for each in crowd.given_up_together] == [TOGETHER_MAX, 1]
    assert {each for part in crowd.given_up_together for each in part} == overdue
    assert [each for each, _ in worker.given_up] == [alone]


def test_what_was_owed_before_the_start_is_given_up(owe: Owe, sweeper: Sweeper, worker: ChoreWorker) -> None:
    owed = {owe(), owe()}
    owe("stubborn")
    sweeper.give_up_all("chore", "It was switched off.")
    assert {each for each, _ in worker.given_up} == owed


def test_a_started_sweeper_sweeps_until_it_is_closed(
    owe: Owe, sweeper: Sweeper, dispatcher: Dispatcher, worker: ChoreWorker
) -> None:
    owed = owe(seconds_ago=LONG_AGO)
    sweeper.start()
    assert worker.next_done() == {owed}
    sweeper.close()


def test_a_chore_that_fails_keeps_none_of_the_others(
    work_table: WorkTable, stopped: Dispatcher, worker: ChoreWorker
) -> None:
    done = Event()

    def fail() -> None:
        raise RuntimeError("not today")

    sweeper = Sweeper(work_table, stopped, {"chore": worker}, always=[fail], hourly=[fail, done.set])
    sweeper.start()
    assert done.wait(timeout=10)
    sweeper.close()
