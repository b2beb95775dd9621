"""The daily recharge: each day once for each, whoever asks, in whatever order, whatever the clock does."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid5

import pytest

from application.accounts.commands import ChangePlan, EraseUser
from application.command import Answered
from application.credits.commands import AdjustCredits, ChangePlanTerms
from application.credits.sweep import BeginSweep, FinishSweep, RechargeUsers
from application.errors import ConflictError
from application.plays.commands import PlaySound
from application.process_managers.recharging import RECHARGE_EVERYBODY
from domain.claim import Claim
from domain.credit_ledger import CreditLedger
from domain.errors import DomainError
from domain.identifiers import ledger_id, sweep_id
from domain.recharge_sweep import RechargeSweep
from domain.values import Plan
from infrastructure.log_store.log_store import LogStore
from tests.application.test_account_handlers import registration
from tests.support.aggregates import AIRHORN, ANNA, BERT, a_ledger, a_registered_sound, an_account
from tests.support.soundboard import FREE_PLAN, Board

DAILY = replace(FREE_PLAN, daily=5, maximum=12, opening=0)

ENDLESS = replace(DAILY, maximum=1_000_000)
"""Nobody is ever full: each day's recharge is seen."""

USERS, DAYS = 20, 400
USERS_OF_THE_CAMPAIGN = 1_000

WINTER = date(2027, 12, 1)
"""Four hundred days from here have a 29 February, and two turns of a year."""

CLOCK_STEPS = [timedelta(hours=-26), timedelta(hours=-1), timedelta(hours=30), timedelta(days=40)]


@pytest.fixture
def board(log: LogStore) -> Board:
    return Board(log, free_plan=DAILY)


def someone(board: Board, user_id: UUID = ANNA, balance: int = 0) -> None:
    board.given(an_account(user_id), a_ledger(balance, user_id))


def sweep(board: Board, *users: UUID) -> None:
    today = board.clock.now().date()
    board.when(BeginSweep(today))
    board.when(RechargeUsers(sweep_id(today), sorted(users)))
    board.when(FinishSweep(sweep_id(today)))


def recharges(board: Board, user_id: UUID = ANNA) -> list[tuple[str, int]]:
    events = board.events_of(ledger_id(user_id))
    return [(each.day, each.amount) for each in events if isinstance(each, CreditLedger.Recharged)]


def test_everybody_is_recharged_by_their_plan_up_to_its_maximum(board: Board) -> None:
    someone(board, ANNA, balance=10)
    someone(board, BERT)
    sweep(board, ANNA, BERT)
    assert recharges(board, ANNA) == [("2026-06-01", 2)]
    assert recharges(board, BERT) == [("2026-06-01", 5)]


def test_a_sweep_is_begun_once_a_day_and_owed_until_it_is_finished(board: Board) -> None:
    today = board.clock.now().date()
    for _ in range(3):
        board.when(BeginSweep(today))
    assert board.then() == [RechargeSweep.Begun]
    assert [each.kind for each in board.work_table.owed()] == [RECHARGE_EVERYBODY]
    board.when(FinishSweep(sweep_id(today)))
    board.when(FinishSweep(sweep_id(today)))
    assert board.then() == [RechargeSweep.Begun, RechargeSweep.Finished]
    assert board.work_table.owed() == []


def test_who_comes_before_the_sweep_is_recharged_on_the_spot_and_once(board: Board) -> None:
    board.given(a_registered_sound())
    someone(board)
    board.when(PlaySound(UUID(int=1), AIRHORN, by=ANNA))
    sweep(board, ANNA)
    assert recharges(board) == [("2026-06-01", 5)]


def test_days_that_the_board_was_off_are_one_recharge(board: Board) -> None:
    someone(board)
    sweep(board, ANNA)
    board.clock.advance(days=9)
    sweep(board, ANNA)
    assert recharges(board) == [("2026-06-01", 5), ("2026-06-10", 5)]


def test_another_plan_counts_from_the_next_day(board: Board) -> None:
    someone(board)
    board.when(ChangePlan(ANNA, Plan.PRO, "Paid"))
    sweep(board, ANNA)
    board.clock.advance(days=1)
    sweep(board, ANNA)
    assert recharges(board) == [("2026-06-01", 5), ("2026-06-02", 200)]


def test_a_clock_that_was_forty_days_ahead_for_a_minute_costs_nobody_a_day(board: Board) -> None:
    someone(board)
    sweep(board, ANNA)
    board.clock.advance(days=40)
    sweep(board, ANNA)
    board.clock.advance(days=-40)
    for _ in range(42):
        sweep(board, ANNA)
        board.when(AdjustCredits(ANNA, -5, "So that there is room"))
        board.clock.advance(days=1)
    days = [day for day, _ in recharges(board)]
    assert len(days) == len(set(days)) == 42
    assert max(days) == "2026-07-12"


def test_other_terms_count_from_the_next_day_and_never_backwards(board: Board) -> None:
    someone(board)
    board.when(ChangePlanTerms("free", replace(DAILY, daily=7, maximum=100), "Generous"))
    board.when(ChangePlanTerms("free", replace(DAILY, daily=8, maximum=100), "More so"))
    sweep(board, ANNA)
    board.clock.advance(days=1)
    sweep(board, ANNA)
    assert recharges(board) == [("2026-06-01", 5), ("2026-06-02", 8)]


def test_a_clock_that_went_back_before_two_changes_of_a_plan_still_recharges(board: Board) -> None:
    someone(board)
    for opening in (1, 2):
        board.when(ChangePlanTerms("free", replace(DAILY, opening=opening), "For those who come"))
        board.clock.advance(days=1)
    board.clock.advance(hours=-50)
    sweep(board, ANNA)
    assert recharges(board) == [("2026-06-01", 5)]


def test_who_left_is_not_recharged(board: Board) -> None:
    board.when(registration())
    board.when(EraseUser(ANNA, "mac of anna@home"))
    assert Claim.Released in board.then()
    sweep(board, ANNA)
    assert recharges(board) == []


def test_a_sweep_that_goes_on_repeats_nothing(board: Board) -> None:
    someone(board, ANNA)
    someone(board, BERT)
    id = sweep_id(board.clock.now().date())
    board.when(BeginSweep(board.clock.now().date()))
    for _ in range(2):
        board.when(RechargeUsers(id, [ANNA]))
    board.when(RechargeUsers(id, [BERT]))
    advanced = [each for each in board.recorded() if isinstance(each, RechargeSweep.Advanced)]
    assert [(each.up_to, each.users, each.recharged) for each in advanced] == [(ANNA, 1, 1), (BERT, 2, 2)]


def test_a_clock_that_goes_back_behind_midnight_takes_nobodys_turn(board: Board) -> None:
    someone(board)
    sweep(board, ANNA)
    board.clock.advance(days=1)
    tomorrow = board.clock.now().date()
    board.when(BeginSweep(tomorrow))
    board.clock.advance(days=-1)
    with pytest.raises(ConflictError):
        board.when(RechargeUsers(sweep_id(tomorrow), [ANNA]))
    board.clock.advance(days=1)
    board.when(RechargeUsers(sweep_id(tomorrow), [ANNA]))
    assert [amount for _, amount in recharges(board)] == [5, 5]


@pytest.mark.parametrize("users", [USERS, pytest.param(USERS_OF_THE_CAMPAIGN, marks=pytest.mark.campaign)])
def test_through_four_hundred_days_and_a_restless_clock_each_day_recharges_once(
    log: LogStore, users: int
) -> None:
    """Three schedulers ask at random, each for whomever it likes; some people come by themselves."""
    board = Board(log, free_plan=ENDLESS)
    random = Random(20_240_229)  # noqa: S311 - no secret, but the same every time
    people = sorted(uuid5(ANNA, str(number)) for number in range(users))
    board.given(a_registered_sound())
    for each in people:
        someone(board, each)
    board.clock.advance(days=(WINTER - board.clock.now().date()).days)
    seen: set[date] = set()
    owed: dict[UUID, set[date]] = {each: set() for each in people}
    asked_on: dict[UUID, set[date]] = {each: set() for each in people}
    for number in range(DAYS):
        today = board.clock.now().date()
        asked: list[UUID] = []
        commands: list[BeginSweep | RechargeUsers | PlaySound | ChangePlanTerms] = []
        for _ in range(3):
            part = sorted(random.sample(people, random.randint(1, users)))
            commands += [BeginSweep(today), RechargeUsers(sweep_id(today), part)]
            asked += part
        visitor = random.choice(people)
        commands.append(PlaySound(uuid5(visitor, str(number)), AIRHORN, by=visitor))
        for each in {*asked, visitor}:
            if today > max(asked_on[each], default=date.min):
                owed[each].add(today)
            asked_on[each].add(today)
        seen.add(today)
        other_opening = replace(ENDLESS, opening=number)  # which recharges have nothing to do with
        commands.append(ChangePlanTerms("free", other_opening, "For those who come"))
        for outcome in board.together(*commands):
            assert isinstance(outcome, Answered | DomainError)
        board.clock.advance(hours=random.choice([24, 24, 24, 12]))
        if today.month > 2 and random.random() < 0.1:  # so that no step leaps over the 29 February
            board.clock.advance(seconds=random.choice(CLOCK_STEPS).total_seconds())
    for each in people:
        days = [date.fromisoformat(day) for day, _ in recharges(board, each)]
        assert len(days) == len(set(days))
        assert owed[each] <= set(days) <= asked_on[each]
    assert date(2028, 2, 29) in seen
    assert sum(map(len, owed.values())) > users * len(seen) / 4, "they were recharged all through the year"
