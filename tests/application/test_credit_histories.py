"""Whatever is asked of credits, in whatever order, again, and across crashes: the sums are right."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from application.accounts.commands import ChangePlan
from application.command import Answered, Command, Envelope, envelope
from application.credits.commands import (
    AdjustCredits,
    GrantCredits,
    RefundReservation,
    ReleaseReservation,
    ReserveCredits,
    SetPrice,
    SpendReservation,
)
from application.credits.standard_tariff import PREMIUM
from application.credits.sweep import BeginSweep, RechargeUsers
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id, sweep_id
from domain.price import EVERY_PLAN, Price
from domain.recharged_days import RUNS_MAX
from domain.values import CreditAction, Plan
from infrastructure.log_store.log_store import LogStore
from tests.support.aggregates import ANNA, a_ledger, an_account
from tests.support.soundboard import FREE_PLAN, Asked, Board

PRICES: Mapping[CreditAction, int] = {CreditAction.AUDIO_EXTRACTION: 5, CreditAction.TEXT_TO_SPEECH: 2}
"""To begin with."""

DAILY: Mapping[str, tuple[int, int]] = {Plan.FREE: (5, 12), Plan.PREMIUM: (PREMIUM.daily, PREMIUM.maximum)}
"""Credits a day, and up to how many."""

OURS = replace(FREE_PLAN, daily=5, maximum=12, opening=0)

numbers = count()

seen: Counter[str] = Counter()
"""How often what matters happened: histories in which nothing does prove nothing."""

AT_FIRST = 30
"""Credits: who has none reserves nothing."""

TOGETHER_MAX = 3
"""So much waits at the most, and is then carried out."""


@dataclass
class Pencil:
    """What a person would make of it. It knows days and sums, and nothing of events."""

    plan_today: str = Plan.FREE
    plan: str = Plan.FREE
    plan_changed_on: date = date.min
    recharged_days: set[date] = field(default_factory=set)
    balance: int = 0
    recharges: int = 0
    gifts: int = 0
    spent: int = 0
    held: dict[UUID, int] = field(default_factory=dict)
    reserved_once: set[UUID] = field(default_factory=set)
    prices: dict[CreditAction, int] = field(default_factory=lambda: dict(PRICES))

    @property
    def spendable(self) -> int:
        return self.balance - sum(self.held.values())

    def change_plan(self, plan: str, today: date) -> None:
        if plan != self.plan and self.plan_changed_on < today:
            self.plan_today, self.plan_changed_on = self.plan, today
        self.plan = plan

    def recharge(self, today: date) -> None:
        daily, most = DAILY[self.plan if self.plan_changed_on < today else self.plan_today]
        if (amount := min(daily, most - self.balance)) > 0 and today not in self.recharged_days:
            self.recharged_days = self.recharged_days | {today}
            self.balance += amount
            self.recharges += amount

    def add(self, amount: int) -> bool:
        if -amount > self.spendable:
            return False
        self.balance += amount
        self.gifts += amount
        return True

    def reserve(self, reservation_id: UUID, price: int, today: date) -> bool:
        """Refused, nothing changes: nor is the recharge kept that came before. What is open is no news."""
        before = replace(self)
        if reservation_id in self.reserved_once and reservation_id not in self.held:
            return False
        self.recharge(today)
        if reservation_id in self.held:
            return True
        if price > self.spendable:
            vars(self).update(vars(before))
            return False
        self.held[reservation_id] = price
        self.reserved_once.add(reservation_id)
        return True

    def settle(self, reservation_id: UUID, *, is_spent: bool) -> bool:
        seen["settled"] += reservation_id in self.held
        price = self.held.pop(reservation_id, 0)
        if is_spent:
            self.balance -= price
            self.spent += price
        return True


class CreditHistory(RuleBasedStateMachine):
    """What is asked for waits, and is carried out together, in another order than it was asked in."""

    log: LogStore

    def __init__(self) -> None:
        super().__init__()
        self.board = Board(self.log, free_plan=OURS)
        self.user_id = uuid5(ANNA, str(next(numbers)))
        self.board.given(an_account(self.user_id), a_ledger(AT_FIRST, self.user_id))
        for action, price in PRICES.items():
            self.board.when(SetPrice(action, Price(price), EVERY_PLAN, "As it began"))
        self.pencil = Pencil(balance=AT_FIRST, gifts=AT_FIRST)
        self.waiting: list[Asked] = []
        self.delivered: list[Asked] = []
        self.carried_out: set[str] = set()
        self.reservations: list[UUID] = []
        self.sweeps: dict[UUID, date] = {}
        self.asked = 0

    @property
    def today(self) -> date:
        return self.board.clock.now().date()

    # What is asked for.

    @rule(amount=st.integers(1, 20))
    def grant(self, amount: int) -> None:
        self._ask(GrantCredits(self.user_id, amount, "A gift"), is_once=True)

    @rule(amount=st.integers(-15, 15).filter(bool))
    def adjust(self, amount: int) -> None:
        self._ask(AdjustCredits(self.user_id, amount, "A slip"), is_once=True)

    @rule(action=st.sampled_from(sorted(PRICES)), has_key=st.booleans())
    def reserve(self, action: CreditAction, has_key: bool) -> None:
        """Without a key the ledger itself must know what it is asked for again."""
        self.reservations.append(uuid5(self.user_id, str(self.asked)))
        deadline = self.board.clock.now() + timedelta(days=10_000)
        self._ask(
            ReserveCredits(self.user_id, self.reservations[-1], action, 0, {}, deadline), is_once=has_key
        )

    @rule(data=st.data(), is_spent=st.booleans())
    def settle(self, data: st.DataObject, is_spent: bool) -> None:
        """What is open, and then whatever was ever reserved: settled, refused, or not there yet."""
        if self.reservations:
            which = data.draw(st.sampled_from([*self.pencil.held, *self.reservations]))
            self._ask(
                SpendReservation(self.user_id, which)
                if is_spent
                else ReleaseReservation(self.user_id, which, "Not heard")
            )

    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        """A host gives back what is not settled; what was never reserved, or is settled, is refused."""
        if self.reservations:
            which = data.draw(st.sampled_from(self.reservations))
            self._ask(RefundReservation(self.user_id, which, "Not heard"), is_once=True)

    @rule(plan=st.sampled_from(sorted(DAILY)))
    def change_plan(self, plan: Plan) -> None:
        self._ask(ChangePlan(self.user_id, plan, "Asked for"))

    @rule(action=st.sampled_from(sorted(PRICES)), price=st.integers(0, 8))
    def set_price(self, action: CreditAction, price: int) -> None:
        """What is reserved already keeps the price that it had."""
        self._ask(SetPrice(action, Price(price), EVERY_PLAN, "Too cheap"))

    @rule()
    def sweep(self) -> None:
        self.board.when(BeginSweep(self.today))
        self.sweeps[sweep_id(self.today)] = self.today
        self._ask(RechargeUsers(sweep_id(self.today), [self.user_id]))

    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        if self.delivered:
            self.waiting.append(data.draw(st.sampled_from(self.delivered)))

    # What happens.

    @rule(hours=st.sampled_from([-26, 1, 12, 24, 100]))
    def time_passes(self, hours: int) -> None:
        days = self.pencil.recharged_days
        if sum(each - timedelta(days=1) not in days for each in days) < RUNS_MAX:  # so many are told apart
            self.board.clock.advance(hours=hours)

    @rule()
    def carry_out(self) -> None:
        Random(self.asked).shuffle(self.waiting)  # noqa: S311 - the same for the same history
        outcomes = self.board.together_from(self.waiting)
        for (command, given), outcome in zip(self.waiting, outcomes, strict=True):
            assert isinstance(outcome, Answered) == self._is_possible(command, given), (command, outcome)
        seen["redelivered"] += sum(any(each is other for other in self.delivered) for each in self.waiting)
        self.delivered += self.waiting
        self.waiting = []

    @rule()
    def crash(self) -> None:
        """What the log has goes on; what was only in memory is gone, and what waited too."""
        self.waiting = []
        clock = self.board.clock
        self.board = Board(self.log, free_plan=OURS)
        self.board.clock.advance(seconds=(clock.now() - self.board.clock.now()).total_seconds())

    # What is true at all times.

    @invariant()
    def the_ledger_is_what_the_pencil_says(self) -> None:
        ledger = self.board.ledger(self.user_id)
        assert ledger.balance == self.pencil.balance
        assert {UUID(id): held[1] for id, held in ledger.reservations.items()} == self.pencil.held
        assert self.pencil.balance == self.pencil.recharges + self.pencil.gifts - self.pencil.spent

    def teardown(self) -> None:
        """At every prefix: nothing below zero, and each balance is the sum of what came before."""
        self.carry_out()
        self.the_ledger_is_what_the_pencil_says()
        balance = reserved = 0
        for each in self.board.events_of(ledger_id(self.user_id)):
            match each:
                case CreditLedger.Granted() | CreditLedger.Adjusted() | CreditLedger.Recharged():
                    balance += each.amount
                case CreditLedger.Reserved():
                    reserved += each.amount
                case CreditLedger.Spent():
                    balance, reserved = balance - each.amount, reserved - each.amount
                case CreditLedger.Released():
                    reserved -= each.amount
            assert getattr(each, "balance", 0) == balance >= reserved >= 0

    def _ask(self, command: Command[Any], *, is_once: bool = False) -> None:
        self.asked += 1
        self.waiting.append((command, envelope(self.user_id, str(self.asked) if is_once else None)))
        if len(self.waiting) >= TOGETHER_MAX:
            self.carry_out()

    def _is_possible(self, command: Command[Any], given: Envelope) -> bool:
        key = given.idempotency_key
        if key in self.carried_out:
            return True
        is_possible = self._by_pencil(command)
        if is_possible and key is not None:
            self.carried_out.add(key)
        return is_possible

    def _by_pencil(self, command: Command[Any]) -> bool:
        match command:
            case GrantCredits(amount=amount) | AdjustCredits(amount=amount):
                return self.pencil.add(amount)
            case ReserveCredits(reservation_id=id, action=action):
                return self.pencil.reserve(id, self.pencil.prices[CreditAction(action)], self.today)
            case SpendReservation(reservation_id=id) | ReleaseReservation(reservation_id=id):
                return self.pencil.settle(id, is_spent=isinstance(command, SpendReservation))
            case RefundReservation(reservation_id=id):
                return id in self.pencil.held and self.pencil.settle(id, is_spent=False)
            case ChangePlan(plan=plan):
                self.pencil.change_plan(plan, self.today)
            case SetPrice(action=action, price=price):
                self.pencil.prices[CreditAction(action)] = price.credits
            case RechargeUsers(sweep_id=id):
                if self.today < self.sweeps[id]:
                    return False
                self.pencil.recharge(self.today)
        return True


@pytest.mark.parametrize("histories", [200, pytest.param(2_000, marks=pytest.mark.campaign)])
def test_no_history_makes_or_loses_a_credit(log: LogStore, histories: int) -> None:
    seen.clear()
    run_state_machine_as_test(
        type("CreditHistoryOnALog", (CreditHistory,), {"log": log}),
        settings=settings(
            max_examples=histories,
            stateful_step_count=30,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
    assert min(seen["settled"], seen["redelivered"]) > histories / 10, seen
