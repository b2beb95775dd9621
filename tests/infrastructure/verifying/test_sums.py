"""Somebody appends events to a ledger with sums that are wrong: replaying believes them, verifying not."""

from typing import Any
from uuid import UUID

import pytest

from domain.aggregate import Event
from domain.credit_ledger import CreditLedger
from domain.values import CreditAction
from tests.infrastructure.verifying.conftest import VerifiedBoard

HELD = UUID(int=1)
SETTLED = UUID(int=2)


@pytest.fixture
def anna(board: VerifiedBoard) -> UUID:
    """With 100 of which she spent 10, and 5 reserved: version 5."""
    anna = board.log.member(balance=100)
    ledger = board.log.ledger(anna)
    ledger.reserve(SETTLED, CreditAction.VLC_PLAY_SOUND, 10, at=board.log.now)
    ledger.spend(SETTLED, at=board.log.now)
    ledger.reserve(HELD, CreditAction.VLC_PLAY_SOUND, 5, at=board.log.now)
    board.log.append(ledger)
    return anna


def forged(board: VerifiedBoard, owner: UUID, kind: type[Event], **said: Any) -> str:
    """The ledger to whose end such an event is written, past every rule."""
    ledger = board.log.ledger(owner)
    common: dict[str, Any] = {
        "originator_id": ledger.id,
        "originator_version": ledger.version + 1,
        "timestamp": board.log.now,
        "owner_id": owner,
    }
    board.log.append_events([kind(**common, **said)])
    return str(ledger.id)


def granted(amount: int, balance: int) -> tuple[type[Event], dict[str, Any]]:
    return CreditLedger.Granted, {"amount": amount, "balance": balance, "reason": "why not"}


def adjusted(amount: int, balance: int) -> tuple[type[Event], dict[str, Any]]:
    return CreditLedger.Adjusted, {"amount": amount, "balance": balance, "reason": "why not"}


def recharged(amount: int, balance: int) -> tuple[type[Event], dict[str, Any]]:
    said = {"amount": amount, "balance": balance, "day": "2026-06-02", "plan": "free"}
    return CreditLedger.Recharged, said


def reserved(amount: int, balance: int, under: UUID) -> tuple[type[Event], dict[str, Any]]:
    said = {"amount": amount, "balance": balance, "reservation_id": under, "action": "vlc_play_sound"}
    return CreditLedger.Reserved, said | {"about": None, "details": {}, "deadline": None}


def spent(amount: int, balance: int, under: UUID) -> tuple[type[Event], dict[str, Any]]:
    said = {"amount": amount, "balance": balance, "reservation_id": under, "action": "vlc_play_sound"}
    return CreditLedger.Spent, said


def released(amount: int, balance: int, under: UUID) -> tuple[type[Event], dict[str, Any]]:
    said = {"amount": amount, "balance": balance, "reservation_id": under, "action": "vlc_play_sound"}
    return CreditLedger.Released, said | {"reason": "why not", "by_host": False}


@pytest.mark.parametrize(
    ("forgery", "detail"),
    [
        (granted(1, 100_000), "Version 6 says 100000; 90 and 1 are 91."),
        (granted(-1, 89), "Version 6 adds -1."),
        (adjusted(-20, 90), "Version 6 says 90; 90 and -20 are 70."),
        (recharged(5, 96), "Version 6 says 96; 90 and 5 are 95."),
        (reserved(1, 91, SETTLED), "Version 6 says 91; 90 and 0 are 90."),
        (reserved(-500, 90, SETTLED), "Version 6 reserves -500."),
        (reserved(0, 90, HELD), f"Version 6 reserves under {HELD} once more."),
        (spent(5, 90, HELD), "Version 6 says 90; 90 and -5 are 85."),
        (spent(1, 89, HELD), f"Version 6 settles 1; under {HELD} 5 were reserved."),
        (released(5, 95, HELD), "Version 6 says 95; 90 and 0 are 90."),
        (released(9, 90, HELD), f"Version 6 settles 9; under {HELD} 5 were reserved."),
        (spent(10, 80, SETTLED), f"Version 6 settles {SETTLED}, under which nothing is reserved."),
    ],
    ids=lambda each: each[0].__name__ if isinstance(each, tuple) else None,
)
def test_a_sum_that_is_wrong_names_the_ledger_and_the_version(
    board: VerifiedBoard, anna: UUID, forgery: tuple[type[Event], dict[str, Any]], detail: str
) -> None:
    kind, said = forgery
    ledger = forged(board, anna, kind, **said)
    assert ("ledger", ledger, detail) in board.faults_of_ledgers()


def test_one_wrong_sum_is_not_told_again_of_what_follows(board: VerifiedBoard, anna: UUID) -> None:
    forged(board, anna, CreditLedger.Granted, **granted(1, 100_000)[1])
    forged(board, anna, CreditLedger.Granted, **granted(1, 100_001)[1])
    told = [detail for _, _, detail in board.faults_of_ledgers() if detail.startswith("Version")]
    assert told == ["Version 6 says 100000; 90 and 1 are 91."]


def test_whatever_the_program_wrote_has_right_sums(board: VerifiedBoard, anna: UUID) -> None:
    ledger = board.log.ledger(anna)
    ledger.release(HELD, reason="No voice.", at=board.log.now)
    ledger.grant(7, reason="for the test", at=board.log.now)
    ledger.adjust(-3, reason="for the test", at=board.log.now)
    ledger.recharge(50, up_to=100, plan="free", at=board.log.now)
    board.log.append(ledger)
    assert board.log.ledger(anna).balance == 100
    assert board.faults_of_ledgers() == []
