"""Whatever happens to a ledger, in whatever order: no credit is made or lost, and none is lent."""

from datetime import date, timedelta
from uuid import UUID, uuid5

import pytest
from eventsourcing.application import project_aggregate
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)

from domain.aggregate import Event, Snapshot
from domain.credit_ledger import CreditLedger
from domain.errors import InsufficientCreditsError
from domain.recharged_days import RUNS_MAX
from domain.values import CreditAction
from tests.support.aggregates import ANNA, a_ledger, collected, rebuilt_from, stored_and_read
from tests.support.clock import NOON

amounts = st.integers(0, 12)


class LedgerHistory(RuleBasedStateMachine):
    """The ledger beside a model of it that is too simple to be wrong."""

    open_reservations = Bundle("open_reservations")
    settled_reservations = Bundle("settled_reservations")

    def __init__(self) -> None:
        super().__init__()
        self.ledger = a_ledger()
        self.events: list[Event] = []
        self.snapshot: tuple[Snapshot, int] | None = None
        self.now = NOON
        self.received = self.spent = 0
        self.held: dict[UUID, int] = {}
        self.recharged_days: set[date] = set()
        self.asked = 0

    # What happens.

    @rule(amount=st.integers(1, 20))
    def grant(self, amount: int) -> None:
        self.ledger.grant(amount, reason="A gift", at=self.now)
        self.received += amount

    @rule(amount=st.integers(-15, 15).filter(bool))
    def adjust(self, amount: int) -> None:
        if -amount > self.received - self.spent - sum(self.held.values()):
            with pytest.raises(InsufficientCreditsError):
                self.ledger.adjust(amount, reason="A slip", at=self.now)
        else:
            self.ledger.adjust(amount, reason="A slip", at=self.now)
            self.received += amount

    @rule(amount=amounts, up_to=st.integers(0, 30))
    def recharge(self, amount: int, up_to: int) -> None:
        missing = max(0, min(amount, up_to - (self.received - self.spent)))
        if missing and self.now.date() not in self.recharged_days:
            self.recharged_days.add(self.now.date())
            self.received += missing
        self.ledger.recharge(amount, up_to=up_to, plan="free", at=self.now)

    @rule()
    def crash(self) -> None:
        """What the log has goes on; what was only in memory is gone."""
        self._collect()
        self.ledger = rebuilt_from(self.events)

    @rule(hours=st.sampled_from([-960, -26, 1, 12, 24, 100, 960]))
    def time_passes(self, hours: int) -> None:
        days = self.recharged_days
        if sum(each - timedelta(days=1) not in days for each in days) < RUNS_MAX:  # so many are told apart
            self.now += timedelta(hours=hours)

    @rule(target=open_reservations, amount=amounts)
    def reserve(self, amount: int) -> UUID:
        self.asked += 1
        reservation_id = uuid5(ANNA, str(self.asked))
        if amount > self.received - self.spent - sum(self.held.values()):
            with pytest.raises(InsufficientCreditsError):
                self._reserve(reservation_id, amount)
        else:
            self._reserve(reservation_id, amount)
            self.held[reservation_id] = amount
        return reservation_id

    @rule(reservation_id=open_reservations)
    def reserve_again(self, reservation_id: UUID) -> None:
        if reservation_id in self.held:
            self._reserve(reservation_id, 1)

    @rule(target=settled_reservations, reservation_id=consumes(open_reservations))
    def spend(self, reservation_id: UUID) -> UUID:
        self.ledger.spend(reservation_id, at=self.now)
        self.spent += self.held.pop(reservation_id, 0)
        return reservation_id

    @rule(target=settled_reservations, reservation_id=consumes(open_reservations))
    def release(self, reservation_id: UUID) -> UUID:
        self.ledger.release(reservation_id, reason="Not heard", at=self.now)
        self.held.pop(reservation_id, None)
        return reservation_id

    @rule(reservation_id=settled_reservations)
    def settle_again(self, reservation_id: UUID) -> None:
        """The model knows nothing of it: the first settlement won."""
        self.ledger.spend(reservation_id, at=self.now)
        self.ledger.release(reservation_id, reason="Again", at=self.now)

    @rule()
    def take_snapshot(self) -> None:
        self._collect()
        self.snapshot = stored_and_read(Snapshot.take(self.ledger)), len(self.events)

    # What is true at all times.

    @invariant()
    def nothing_was_made_or_lost(self) -> None:
        assert self.ledger.balance == self.received - self.spent
        assert self.ledger.reserved == sum(self.held.values())
        assert {UUID(id) for id in self.ledger.reservations} == set(self.held)

    @invariant()
    def nothing_is_below_zero(self) -> None:
        assert self.ledger.spendable >= 0
        assert self.ledger.reserved >= 0

    @invariant()
    def the_events_alone_tell_the_balance(self) -> None:
        self._collect()
        balance = 0
        for event in self.events:
            match event:
                case CreditLedger.Granted() | CreditLedger.Adjusted() | CreditLedger.Recharged():
                    balance += event.amount
                case CreditLedger.Spent():
                    balance -= event.amount
            assert getattr(event, "balance", 0) == balance
        assert balance == self.ledger.balance

    def teardown(self) -> None:
        """Replay, from the beginning and from a snapshot, finds the same ledger."""
        self._collect()
        assert rebuilt_from(self.events) == self.ledger
        if self.snapshot is not None:
            snapshot, known = self.snapshot
            assert project_aggregate(snapshot.mutate(None), self.events[known:]) == self.ledger

    def _reserve(self, reservation_id: UUID, amount: int) -> None:
        self.ledger.reserve(reservation_id, CreditAction.VLC_PLAY_SOUND, amount, at=self.now)

    def _collect(self) -> None:
        self.events += collected(self.ledger)


@pytest.mark.parametrize("histories", [200, pytest.param(2_000, marks=pytest.mark.campaign)])
def test_no_history_makes_or_loses_a_credit(histories: int) -> None:
    run_state_machine_as_test(
        LedgerHistory,
        settings=settings(max_examples=histories, stateful_step_count=40),
    )
