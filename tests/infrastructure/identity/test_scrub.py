"""Scrubbing is owed until it is done, whatever is in its way."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from application.decision import Commit, Entailed
from application.process_managers.leaving import SCRUB
from application.soundboard import Soundboard
from application.work import Work
from infrastructure.clock import SystemClock
from infrastructure.identity import scrub
from infrastructure.identity.scrub import ScrubWorker
from infrastructure.work.work_table import Lease, WorkTable
from tests.infrastructure.read_store.read_side import ReadSide, on_the_database_asked_for
from tests.support.aggregates import ANNA, BERT


@pytest.fixture(params=["sqlite", "postgresql"])
def read_side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReadSide]:
    yield from on_the_database_asked_for(request, tmp_path)


class Household:
    """A worker, and what it is owed."""

    def __init__(self, read_side: ReadSide) -> None:
        self.read_side = read_side
        self.follower = read_side.follow()
        self.work_table = WorkTable(read_side.store.writing, read_side.store.reading)
        self.noted: list[UUID] = []
        self.worker = ScrubWorker(
            read_side.store, self.follower.scrubbing, self.work_table, SystemClock(), self.noted.extend
        )

    def owe(self, *people: UUID, within: timedelta = timedelta(days=1)) -> list[Lease]:
        owed = [Work(SCRUB, each, datetime.now(UTC) + within) for each in people]
        Soundboard(self.read_side.store).commit(Commit(entailed=Entailed(work=list(owed))))
        return self.work_table.lease([each.id for each in owed], seconds=60)


@pytest.fixture
def household(read_side: ReadSide) -> Household:
    return Household(read_side)


def test_what_is_done_is_owed_no_more(household: Household) -> None:
    household.read_side.log.member("Cleo")
    household.read_side.catch_up(household.follower)
    household.worker.carry_out(household.owe(ANNA, BERT))
    assert household.work_table.owed() == []
    assert set(household.noted) == {ANNA, BERT}


def test_while_read_models_are_behind_it_stays_owed_and_leased(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrub, "PATIENCE_SECONDS", 0.2)
    leases = household.owe(ANNA)
    household.follower.stop()
    household.read_side.log.member("Cleo")
    household.worker.carry_out(leases)
    assert household.work_table.open_references(SCRUB) == [ANNA]
    assert household.noted == [ANNA]
    assert household.work_table.due(older_than=-1) == []


def test_given_up_it_is_asked_for_again(household: Household) -> None:
    household.owe(ANNA, within=timedelta(seconds=0.2))
    time.sleep(0.3)
    [overdue] = household.work_table.overdue()
    household.worker.give_up(overdue.reference, "It was not done in time.")
    assert household.work_table.overdue() == []
    [due] = household.work_table.due(older_than=-1)
    assert (due.reference, due.attempt) == (ANNA, 0)
