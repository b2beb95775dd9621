"""The work that is owed: leased to one at a time, due again when a lease ends, overdue at its deadline."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import update

from application.decision import Commit, Entailed
from application.records import Receipt
from application.soundboard import Soundboard
from application.work import Settled, Work
from infrastructure.log_store import tables
from infrastructure.log_store.log_store import LogStore
from infrastructure.work.work_table import RECEIPTS_KEPT_SECONDS, WorkTable
from tests.infrastructure.work.chores import chore_id
from tests.infrastructure.work.conftest import Owe
from tests.support.aggregates import ANNA
from tests.support.postgresql import PostgresqlServer

ENDED = -1.0
"""Seconds of a lease that is over when it begins."""


def test_what_is_owed_can_be_leased(work_table: WorkTable, owe: Owe) -> None:
    reference = owe()
    [lease] = work_table.lease([chore_id(reference)], seconds=30)
    assert (lease.kind, lease.reference, lease.attempt) == ("chore", reference, 1)


def test_what_is_leased_cannot_be_leased_again(work_table: WorkTable, owe: Owe) -> None:
    work = chore_id(owe())
    work_table.lease([work], seconds=30)
    assert work_table.lease([work], seconds=30) == []


def leased_at_once(tables_: Sequence[WorkTable], ids: Sequence[UUID]) -> list[UUID]:
    with ThreadPoolExecutor(len(tables_)) as threads:
        rounds = list(threads.map(lambda table: table.lease(ids, seconds=30), tables_))
    return sorted(lease.id for leases in rounds for lease in leases)


def test_of_two_leases_at_once_one_wins(work_table: WorkTable, owe: Owe) -> None:
    ids = [chore_id(owe()) for _ in range(10)]
    assert leased_at_once([work_table] * 4, ids) == sorted(ids)


def test_in_two_processes_one_wins_too(postgresql: PostgresqlServer) -> None:
    url = postgresql.create_database()
    stores = [LogStore(url), LogStore(url)]
    deadline = datetime.now(UTC) + timedelta(seconds=60)
    asked = [Work("chore", uuid4(), deadline) for _ in range(10)]
    Soundboard(stores[0]).commit(Commit(entailed=Entailed(work=[*asked])))
    leased = leased_at_once([WorkTable(each.writing, each.reading) for each in stores], [w.id for w in asked])
    assert leased == sorted(each.id for each in asked)
    for store in stores:
        store.close()


def test_a_later_lease_has_a_higher_attempt(work_table: WorkTable, owe: Owe) -> None:
    work = chore_id(owe())
    attempts = [work_table.lease([work], seconds=ENDED)[0].attempt for _ in range(3)]
    assert attempts == [1, 2, 3]


def test_settled_work_cannot_be_leased(log: LogStore, work_table: WorkTable, owe: Owe) -> None:
    reference = owe()
    Soundboard(log).commit(Commit(entailed=Entailed(work=[Settled("chore", reference)])))
    assert work_table.lease([chore_id(reference)], seconds=30) == []


def test_unknown_work_cannot_be_leased(work_table: WorkTable) -> None:
    assert work_table.lease([uuid4()], seconds=30) == []
    assert work_table.lease([], seconds=30) == []


def test_overdue_work_cannot_be_leased(work_table: WorkTable, owe: Owe) -> None:
    reference = owe(seconds_left=-0.1)
    assert work_table.lease([chore_id(reference)], seconds=30) == []
    assert [each.reference for each in work_table.overdue()] == [reference]


def test_what_was_asked_for_a_while_ago_is_due(work_table: WorkTable, owe: Owe) -> None:
    old, _new = owe(seconds_ago=5), owe()
    assert [each.reference for each in work_table.due(older_than=2)] == [old]


def test_what_is_leased_is_not_due_until_its_lease_ends(work_table: WorkTable, owe: Owe) -> None:
    held, forgotten = owe(seconds_ago=5), owe(seconds_ago=5)
    work_table.lease([chore_id(held)], seconds=30)
    work_table.lease([chore_id(forgotten)], seconds=ENDED)
    assert [each.reference for each in work_table.due(older_than=2)] == [forgotten]


def test_what_is_overdue_is_not_due(work_table: WorkTable, owe: Owe) -> None:
    owe(seconds_ago=5, seconds_left=-1)
    assert work_table.due(older_than=2) == []


def test_open_references_are_those_of_one_kind_oldest_first(work_table: WorkTable, owe: Owe) -> None:
    newer, older = owe(seconds_ago=1), owe(seconds_ago=2)
    owe("errand")
    assert work_table.open_references("chore") == [older, newer]


def test_receipts_are_kept_for_two_days(log: LogStore, work_table: WorkTable) -> None:
    receipts: list[Receipt] = [Receipt(ANNA, key, "fingerprint", b"answer") for key in ("old", "new")]
    Soundboard(log).commit(Commit(entailed=Entailed(records=[*receipts])))
    with log.writing.transaction() as connection:
        long_ago = time.time() - RECEIPTS_KEPT_SECONDS - 1
        connection.execute(
            update(tables.receipts).where(tables.receipts.c.key == "old").values(given_at=long_ago)
        )
    work_table.forget_old_receipts()
    assert set(log.receipts([(ANNA, "old"), (ANNA, "new")])) == {(ANNA, "new")}


def test_work_of_which_no_event_tells_is_settled_by_who_did_it(work_table: WorkTable, owe: Owe) -> None:
    done, other = owe(), owe()
    work_table.settle([chore_id(done)])
    assert work_table.open_references("chore") == [other]


def test_what_is_asked_for_again_is_as_new(work_table: WorkTable, owe: Owe) -> None:
    reference = owe(seconds_ago=60, seconds_left=-1, attempt=3)
    work_table.ask_again(Work("chore", reference, datetime.now(UTC) + timedelta(minutes=1)))
    assert work_table.overdue() == []
    [lease] = work_table.lease([chore_id(reference)], seconds=30)
    assert lease.attempt == 1
