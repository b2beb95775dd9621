"""Work that the asking process takes up itself comes out of its commit leased."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from application.decision import Commit, Entailed
from application.soundboard import Soundboard
from application.work import Work
from infrastructure.log_store.log_store import LogStore
from infrastructure.work.dispatcher import Dispatcher, embedded_broker
from infrastructure.work.work_table import WorkTable
from tests.infrastructure.work.chores import ChoreWorker, chore_id


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogStore]:
    log = LogStore(f"sqlite:///{tmp_path / 'log.db'}", leases={"chore": 30.0})
    yield log
    log.close()


@pytest.fixture
def worker() -> ChoreWorker:
    return ChoreWorker()


@pytest.fixture
def dispatcher(work_table: WorkTable, worker: ChoreWorker) -> Iterator[Dispatcher]:
    broker = embedded_broker()
    dispatcher = Dispatcher(broker, work_table, [worker], leased_when_asked={"chore"})
    dispatcher.start()
    yield dispatcher
    dispatcher.close()
    broker.close()


def commit_a_chore(log: LogStore) -> tuple[Commit, UUID]:
    reference = uuid4()
    work = Work("chore", reference, datetime.now(UTC) + timedelta(seconds=60))
    commit = Commit(entailed=Entailed(work=[work]))
    Soundboard(log).commit(commit)
    return commit, reference


def test_it_is_carried_out_at_its_first_attempt(
    log: LogStore, dispatcher: Dispatcher, worker: ChoreWorker
) -> None:
    commit, reference = commit_a_chore(log)
    dispatcher.after_commit(1, commit)
    [lease] = worker.done.get(timeout=10)
    assert (lease.reference, lease.attempt) == (reference, 1)


def test_nobody_else_can_lease_it(log: LogStore, work_table: WorkTable) -> None:
    _, reference = commit_a_chore(log)
    assert work_table.lease([chore_id(reference)], seconds=30) == []


def test_a_reminder_of_it_carries_it_out_no_second_time(
    log: LogStore, dispatcher: Dispatcher, worker: ChoreWorker
) -> None:
    commit, reference = commit_a_chore(log)
    dispatcher.after_commit(1, commit)
    worker.next_done()
    dispatcher.remind("chore", [chore_id(reference)])
    other, later = commit_a_chore(log)
    dispatcher.after_commit(2, other)
    assert worker.next_done() == {later}


def test_after_a_restart_it_counts_as_tried(log: LogStore, work_table: WorkTable) -> None:
    _, reference = commit_a_chore(log)
    work_table.release("chore")
    [lease] = work_table.lease([chore_id(reference)], seconds=30)
    assert lease.attempt == 2
