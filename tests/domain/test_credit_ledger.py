"""A credit ledger: what one user has, has reserved, and has spent."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from domain.credit_ledger import DEADLINES_KEPT, GRANT_MAX, OPENING, CreditLedger
from domain.errors import (
    AlreadySettledError,
    CooldownError,
    InsufficientCreditsError,
    InvalidAmountError,
    ReasonRequiredError,
)
from domain.identifiers import ledger_id
from domain.reasons import REASON_LENGTH_MAX
from domain.recharged_days import RUNS_MAX, is_among, restored
from domain.values import CreditAction
from tests.support.aggregates import ANNA, PLAY, a_ledger, given, news
from tests.support.clock import NOON

TOMORROW = NOON + timedelta(days=1)
NOTHING_TOLD: dict[str, object] = {"about": None, "details": {}, "deadline": None}
PRICE = {"owner_id": ANNA, "reservation_id": PLAY, "action": "vlc_play_sound", "amount": 3}


def a_ledger_with_a_reservation(balance: int = 10) -> CreditLedger:
    ledger = a_ledger(balance)
    ledger.reserve(PLAY, CreditAction.VLC_PLAY_SOUND, 3, at=NOON)
    return given(ledger)


def test_a_users_ledger_is_found_by_the_users_identifier() -> None:
    assert a_ledger(owner_id=ANNA).id == ledger_id(ANNA)


def test_a_ledger_opens_empty() -> None:
    assert news(a_ledger()) == [(CreditLedger.Opened, {"owner_id": ANNA})]


def test_a_grant_carries_the_balance_after_it_and_the_reason() -> None:
    ledger = given(a_ledger(10))
    ledger.grant(5, reason="Birthday", at=NOON)
    assert news(ledger) == [
        (CreditLedger.Granted, {"owner_id": ANNA, "amount": 5, "balance": 15, "reason": "Birthday"})
    ]


@pytest.mark.parametrize("amount", [-1, 0, GRANT_MAX + 1])
def test_a_grant_of_a_strange_amount_is_refused(amount: int) -> None:
    ledger = given(a_ledger())
    with pytest.raises(InvalidAmountError):
        ledger.grant(amount, reason="Birthday", at=NOON)
    assert news(ledger) == []


@pytest.mark.parametrize("reason", ["", "  ", "x" * (REASON_LENGTH_MAX + 1), "a\0b"])
def test_a_grant_needs_a_reason(reason: str) -> None:
    ledger = given(a_ledger())
    with pytest.raises(ReasonRequiredError):
        ledger.grant(1, reason=reason, at=NOON)
    assert news(ledger) == []


def test_no_grant_passes_for_opening_credits() -> None:
    ledger = given(a_ledger())
    with pytest.raises(ReasonRequiredError):
        ledger.grant(1, reason=OPENING, at=NOON)
    assert news(ledger) == []


def test_a_reservation_lowers_what_can_be_spent_but_not_the_balance() -> None:
    ledger = given(a_ledger(10))
    ledger.reserve(PLAY, CreditAction.VLC_PLAY_SOUND, 3, at=NOON)
    assert news(ledger) == [(CreditLedger.Reserved, {**PRICE, **NOTHING_TOLD, "balance": 10})]
    assert (ledger.balance, ledger.reserved, ledger.spendable) == (10, 3, 7)


def test_the_last_credit_can_be_reserved_and_no_more() -> None:
    ledger = a_ledger_with_a_reservation(balance=3)
    with pytest.raises(InsufficientCreditsError) as refusal:
        ledger.reserve(uuid4(), CreditAction.VLC_PLAY_SOUND, 1, at=NOON)
    assert (refusal.value.spendable, refusal.value.price) == (0, 1)
    assert news(ledger) == []


def test_a_price_below_zero_is_refused() -> None:
    ledger = given(a_ledger(10))
    with pytest.raises(InvalidAmountError):
        ledger.reserve(PLAY, CreditAction.VLC_PLAY_SOUND, -1, at=NOON)
    assert news(ledger) == []


def test_the_same_reservation_again_is_not_news() -> None:
    ledger = a_ledger_with_a_reservation()
    ledger.reserve(PLAY, CreditAction.VLC_PLAY_SOUND, 3, at=NOON)
    assert news(ledger) == []


def test_spending_takes_the_reserved_credits() -> None:
    ledger = a_ledger_with_a_reservation()
    ledger.spend(PLAY, at=NOON)
    assert news(ledger) == [(CreditLedger.Spent, {**PRICE, "balance": 7})]
    assert (ledger.balance, ledger.reserved, ledger.spendable) == (7, 0, 7)


def test_releasing_gives_them_back_with_the_reason() -> None:
    ledger = a_ledger_with_a_reservation()
    ledger.release(PLAY, reason="No voice.", at=NOON)
    assert news(ledger) == [
        (CreditLedger.Released, {**PRICE, "balance": 10, "reason": "No voice.", "by_host": False})
    ]
    assert (ledger.balance, ledger.reserved, ledger.spendable) == (10, 0, 10)


def test_a_host_gives_back_what_is_open() -> None:
    ledger = a_ledger_with_a_reservation()
    ledger.refund(PLAY, reason="Nobody heard it", at=NOON)
    told = {**PRICE, "balance": 10, "reason": "Nobody heard it", "by_host": True}
    assert news(ledger) == [(CreditLedger.Released, told)]


def test_a_host_is_told_that_the_first_settlement_won() -> None:
    ledger = a_ledger_with_a_reservation()
    ledger.spend(PLAY, at=NOON)
    given(ledger)
    with pytest.raises(AlreadySettledError):
        ledger.refund(PLAY, reason="Nobody heard it", at=NOON)
    assert news(ledger) == []


@pytest.mark.parametrize("reason", ["", "  ", "x" * (REASON_LENGTH_MAX + 1), "a\0b"])
def test_a_refund_needs_a_reason(reason: str) -> None:
    ledger = a_ledger_with_a_reservation()
    with pytest.raises(ReasonRequiredError):
        ledger.refund(PLAY, reason=reason, at=NOON)
    assert news(ledger) == []


def test_what_has_a_deadline_is_not_reserved_for_again_once_it_is_settled() -> None:
    ledger = a_ledger(10)
    ledger.reserve(PLAY, CreditAction.TEXT_TO_SPEECH, 3, deadline=TOMORROW, at=NOON)
    ledger.release(PLAY, reason="It was cancelled.", at=NOON)
    given(ledger)
    for later in (NOON, TOMORROW, TOMORROW + timedelta(days=1)):
        with pytest.raises(AlreadySettledError):
            ledger.reserve(PLAY, CreditAction.TEXT_TO_SPEECH, 3, deadline=TOMORROW, at=later)
    assert news(ledger) == []


def test_deadlines_are_forgotten_when_they_are_over() -> None:
    ledger = a_ledger(10)
    ledger.reserve(PLAY, CreditAction.TEXT_TO_SPEECH, 3, deadline=NOON, at=NOON)
    ledger.reserve(uuid4(), CreditAction.TEXT_TO_SPEECH, 3, deadline=TOMORROW, at=NOON)
    assert len(ledger.deadlines) == 2
    later = NOON + DEADLINES_KEPT
    ledger.reserve(uuid4(), CreditAction.TEXT_TO_SPEECH, 1, deadline=later, at=later)
    assert str(PLAY) in ledger.deadlines
    later += timedelta(seconds=1)
    ledger.reserve(uuid4(), CreditAction.TEXT_TO_SPEECH, 1, deadline=later, at=later)
    assert str(PLAY) not in ledger.deadlines


def test_what_comes_back_ends_no_rest_that_a_later_play_began() -> None:
    first, second, cooldown = uuid4(), uuid4(), timedelta(seconds=30)
    ledger = a_ledger(10)
    ledger.reserve(first, CreditAction.VLC_PLAY_SOUND, 1, about=PLAY, at=NOON)
    ledger.reserve(second, CreditAction.VLC_PLAY_SOUND, 1, about=PLAY, at=NOON + cooldown)
    ledger.release(first, reason="No voice.", at=NOON + cooldown)
    with pytest.raises(CooldownError):
        ledger.ensure_rested(PLAY, cooldown=cooldown, at=NOON + cooldown)


def test_the_first_settlement_wins() -> None:
    ledger = a_ledger_with_a_reservation()
    ledger.release(PLAY, reason="No voice.", at=NOON)
    given(ledger)
    ledger.spend(PLAY, at=NOON)
    ledger.release(PLAY, reason="Again.", at=NOON)
    assert news(ledger) == []


def test_settling_what_was_never_reserved_is_not_news() -> None:
    ledger = given(a_ledger(10))
    ledger.spend(uuid4(), at=NOON)
    ledger.release(uuid4(), reason="Why?", at=NOON)
    assert news(ledger) == []


def test_a_recharge_fills_up_to_the_maximum() -> None:
    ledger = given(a_ledger(10))
    ledger.recharge(5, up_to=12, plan="free", at=NOON)
    assert news(ledger) == [
        (
            CreditLedger.Recharged,
            {"owner_id": ANNA, "day": "2026-06-01", "amount": 2, "balance": 12, "plan": "free"},
        )
    ]


def test_a_day_recharges_once() -> None:
    ledger = a_ledger()
    ledger.recharge(5, up_to=100, plan="free", at=NOON)
    given(ledger)
    ledger.recharge(5, up_to=100, plan="free", at=NOON + timedelta(hours=11))
    assert news(ledger) == []


def test_the_next_day_recharges_again() -> None:
    ledger = a_ledger()
    ledger.recharge(5, up_to=100, plan="free", at=NOON)
    ledger.recharge(5, up_to=100, plan="free", at=TOMORROW)
    assert ledger.balance == 10


def test_days_that_were_missed_are_one_recharge() -> None:
    ledger = a_ledger()
    ledger.recharge(5, up_to=100, plan="free", at=NOON)
    ledger.recharge(5, up_to=100, plan="free", at=NOON + timedelta(days=9))
    assert ledger.balance == 10


def test_each_day_recharges_once_in_whichever_order_a_clock_has_them() -> None:
    ledger = a_ledger()
    for days in (0, 40, 1, 0, 41, 2, 1, 40, -3, 41, -3):
        ledger.recharge(5, up_to=100, plan="free", at=NOON + timedelta(days=days))
    recharged = [details["day"] for kind, details in news(ledger) if kind is CreditLedger.Recharged]
    assert recharged == [
        *("2026-06-01", "2026-07-11", "2026-06-02", "2026-07-12", "2026-06-03", "2026-05-29")
    ]


def test_a_clock_that_jumps_again_and_again_costs_nobody_a_day_and_repeats_none() -> None:
    ledger = a_ledger()
    jumps = [days for number in range(3 * RUNS_MAX) for days in (number, 1_000 + 2 * number)]
    for days in [*jumps, *jumps]:
        ledger.recharge(1, up_to=100, plan="free", at=NOON + timedelta(days=days))
    assert ledger.balance == len(jumps)
    assert len(ledger.recharged_days) == RUNS_MAX


def test_a_snapshot_from_before_days_were_told_apart_repeats_none() -> None:
    assert restored(None, until=date.min) == ()
    assert is_among(restored(None, until=NOON.date()), NOON.date() - timedelta(days=1_000))
    assert not is_among(restored(None, until=NOON.date()), TOMORROW.date())


def test_who_has_more_than_the_maximum_keeps_it() -> None:
    ledger = given(a_ledger(100))
    ledger.recharge(5, up_to=50, plan="free", at=NOON)
    assert news(ledger) == []
