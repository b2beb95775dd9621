"""Somebody changes what people are shown, where the log is as it was: checking ledgers alone tells it."""

from uuid import UUID

import pytest
from sqlalchemy import text

from domain.identifiers import ledger_id
from domain.values import CreditAction
from infrastructure.databases import WritingDatabase
from infrastructure.read_store.schema import SCHEMA
from tests.infrastructure.verifying.conftest import VerifiedBoard


@pytest.fixture
def anna(board: VerifiedBoard) -> UUID:
    """Her statement: 100 came, 10 were spent, 3 came back."""
    sound, anna = board.log.sound(), board.log.member(balance=100)
    ledger = board.log.ledger(anna)
    ledger.reserve(sound.id, CreditAction.VLC_PLAY_SOUND, 10, at=board.log.now)
    ledger.spend(sound.id, at=board.log.now)
    ledger.reserve(anna, CreditAction.VLC_PLAY_SOUND, 3, at=board.log.now)
    ledger.release(anna, reason="No voice.", at=board.log.now)
    board.log.append(ledger)
    assert board.faults_of_ledgers() == []
    return anna


def change(board: VerifiedBoard, statement: str) -> None:
    database = WritingDatabase(board.side.read_url, SCHEMA, durability="FULL")
    with database.transaction() as connection:
        connection.execute(text(statement))
    database.close()


def test_a_ledger_whose_balance_is_not_shown_is_named(board: VerifiedBoard, anna: UUID) -> None:
    change(board, "DELETE FROM balances__g1")
    detail = "The log has it, and no balance is shown."
    assert board.faults_of_ledgers() == [("ledger", str(ledger_id(anna)), detail)]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM transactions__g1 WHERE state = 'released'", "2 lines that come to 90"),
        ("DELETE FROM transactions__g1", "0 lines that come to 0"),
        ("UPDATE transactions__g1 SET amount = -1 WHERE state = 'spent'", "3 lines that come to 99"),
        ("UPDATE transactions__g1 SET state = 'spent' WHERE state = 'released'", "3 lines that come to 87"),
    ],
)
def test_a_statement_that_does_not_come_to_the_balance_names_the_ledger(
    board: VerifiedBoard, anna: UUID, statement: str, said: str
) -> None:
    change(board, statement)
    detail = f"The statement has {said}; 3 that come to 90 are replayed."
    assert board.faults_of_ledgers() == [("ledger", str(ledger_id(anna)), detail)]
