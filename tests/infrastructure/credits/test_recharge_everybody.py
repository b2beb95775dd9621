"""Nobody's trouble keeps others from their daily credits."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import UUID, uuid5

import pytest

from application.command import from_system
from application.credits.commands import MakePlan, OpenTariff
from application.credits.standard_tariff import PREMIUM, PRICES, standard_plans
from application.credits.sweep import BeginSweep
from application.soundboard import Soundboard
from domain.credit_ledger import CreditLedger
from domain.identifiers import TARIFF_ID, ledger_id, sweep_id
from domain.recharge_sweep import RechargeSweep
from domain.tariff import Tariff
from domain.user_account import UserAccount
from infrastructure.composition import compose
from infrastructure.container import Container
from infrastructure.log_store.log_store import LogStore
from infrastructure.settings import load_settings
from infrastructure.work.dispatcher import THREADS
from tests.support.aggregates import ANNA, a_ledger, an_account
from tests.support.board import wait_for
from tests.support.clock import StandingClock
from tests.support.moving_in import move_in

PEOPLE = sorted(uuid5(ANNA, str(number)) for number in range(60))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A board of sixty people who have one credit each."""
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "log.db"
    move_in(f"sqlite:///{file}", [made for each in PEOPLE for made in (an_account(each), a_ledger(1, each))])
    return file


def on_no_plan(file: Path, user_id: UUID, plan: str) -> None:
    """As if the board had forgotten it."""
    log = LogStore(f"sqlite:///{file}")
    account = Soundboard(log).load(UserAccount, user_id)
    log.close()
    account.change_plan(plan, reason="Paid", at=datetime.now(UTC) - timedelta(days=1))
    move_in(f"sqlite:///{file}", [account])


@contextmanager
def sweeping(file: Path, clock: StandingClock) -> Iterator[Container]:
    settings = load_settings(data_dir=file.parent, audio_output="null", credits_daily=5, credits_maximum=50)
    container = compose(settings, clock=clock)
    container.executor.start()
    container.follower.start()
    container.dispatcher.start()
    if container.soundboard.find(Tariff, TARIFF_ID) is None:
        container.executor.run(OpenTariff(standard_plans(settings.free_plan), PRICES), from_system())
    container.sweeper.start()
    try:
        yield container
    finally:
        container.close()


def events(container: Container, topic: str) -> list[UUID]:
    found = container.log.recorder.select_notifications(None, 10_000, topics=[topic])
    return [UUID(str(each.originator_id)) for each in found]


def finished(container: Container, sweeps: int) -> None:
    wait_for(lambda: len(events(container, RechargeSweep.Finished.TOPIC)), lambda count: count == sweeps)


def test_a_store_that_fails_for_a_while_only_delays_it(file: Path) -> None:
    def hold_the_writers_lock() -> None:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(7)
        other.close()

    with sweeping(file, StandingClock(datetime.now(UTC))) as container:
        wait_for(lambda: events(container, CreditLedger.Recharged.TOPIC), bool)
        trouble = Thread(target=hold_the_writers_lock)
        trouble.start()
        finished(container, 1)
        trouble.join()
        assert Counter(events(container, CreditLedger.Recharged.TOPIC)) == dict.fromkeys(
            map(ledger_id, PEOPLE), 1
        )


def test_whoevers_ledger_cannot_be_read_keeps_nobody_waiting(file: Path) -> None:
    clock, damaged = StandingClock(datetime.now(UTC)), ledger_id(PEOPLE[25])
    with sweeping(file, clock) as container:
        finished(container, 1)
        wait_for(lambda: {each.events for each in container.follower.lags()}, lambda behind: behind == {0})
    with sqlite3.connect(file) as log:
        log.execute("DROP TRIGGER events_no_update")
        of_ledger = "originator_id = ? AND originator_version = 2"
        log.execute(f"UPDATE events SET state = x'00' WHERE {of_ledger}", (damaged.hex,))  # noqa: S608 - our own
    log.close()
    clock.advance(days=1)
    with sweeping(file, clock) as container:
        finished(container, 2)
        recharges = Counter(events(container, CreditLedger.Recharged.TOPIC))
        [*_, told] = container.soundboard.events.get(sweep_id(clock.now().date()))
    assert isinstance(told, RechargeSweep.Finished)
    assert not told.is_complete
    assert recharges.pop(damaged) == 1
    assert recharges == dict.fromkeys((ledger_id(each) for each in PEOPLE if ledger_id(each) != damaged), 2)


def test_whoever_cannot_be_recharged_is_tried_again_and_keeps_nobody_waiting(file: Path) -> None:
    on_no_plan(file, PEOPLE[25], "late")
    with sweeping(file, StandingClock(datetime.now(UTC))) as container:
        recharged = CreditLedger.Recharged.TOPIC
        wait_for(lambda: events(container, recharged), lambda ids: len(ids) == len(PEOPLE) - 1)
        container.executor.run(MakePlan("late", PREMIUM, "It was forgotten"), from_system())
        finished(container, 1)
        assert Counter(events(container, recharged)) == dict.fromkeys(map(ledger_id, PEOPLE), 1)


def test_days_that_a_clock_had_too_soon_keep_no_thread_from_the_day_that_comes(file: Path) -> None:
    clock = StandingClock(datetime.now(UTC))
    with sweeping(file, clock) as container:
        finished(container, 1)
        for days in range(THREADS):
            ahead = clock.now().date() + timedelta(days=40 + days)
            container.executor.run(BeginSweep(ahead), from_system())
        clock.advance(days=1)
        finished(container, 2)
        recharges = Counter(events(container, CreditLedger.Recharged.TOPIC))
        assert recharges == dict.fromkeys(map(ledger_id, PEOPLE), 2)
