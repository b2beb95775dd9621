"""What is reserved comes back or is spent, because some work sees to it: without that work it is named."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete

from application.decision import Commit, Entailed
from application.process_managers.holding import HOLD_CREDITS
from application.process_managers.playing import PLAY_SOUND
from application.work import Settled, Work
from domain.identifiers import ledger_id
from domain.values import CreditAction
from infrastructure.log_store.tables import work
from tests.infrastructure.verifying.conftest import VerifiedBoard
from tests.support.aggregates import collected

KINDS = [PLAY_SOUND, HOLD_CREDITS]


@pytest.fixture
def anna(board: VerifiedBoard) -> UUID:
    return board.log.member(balance=100)


def reserve(board: VerifiedBoard, owner: UUID, kind: str) -> UUID:
    under, ledger = uuid4(), board.log.ledger(owner)
    ledger.reserve(under, CreditAction.VLC_PLAY_SOUND, 1, at=board.log.now)
    owed = Work(kind, under, board.log.now + timedelta(seconds=5))
    board.soundboard.commit(Commit(events=collected(ledger), entailed=Entailed(work=[owed])))
    return under


@pytest.mark.parametrize("kind", KINDS)
def test_a_reservation_that_some_work_will_settle_is_no_fault(
    board: VerifiedBoard, anna: UUID, kind: str
) -> None:
    reserve(board, anna, kind)
    assert board.faults_of_ledgers() == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_reservation_whose_work_was_deleted_is_named(board: VerifiedBoard, anna: UUID, kind: str) -> None:
    reserve(board, anna, kind)
    under = reserve(board, anna, kind)
    with board.side.store.writing.transaction() as connection:
        connection.execute(delete(work).where(work.c.reference == under))
    detail = f"What is reserved under {under} is owed by nobody."
    assert board.faults_of_ledgers() == [("ledger", str(ledger_id(anna)), detail)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_reservation_that_is_settled_while_its_ledger_is_looked_at_is_no_fault(
    board: VerifiedBoard, anna: UUID, kind: str
) -> None:
    under = reserve(board, anna, kind)
    board.catch_up()
    board.side.close_followers()
    ledger = board.log.ledger(anna)
    ledger.spend(under, at=board.log.now)
    settled = Settled(kind, under)
    board.soundboard.commit(Commit(events=collected(ledger), entailed=Entailed(work=[settled])))
    assert board.faults_of_ledgers_as_shown() == []
