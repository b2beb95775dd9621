"""A host gives back what is reserved; whatever it was for goes on."""

from datetime import timedelta

import pytest

from application.credits.commands import RefundReservation, ReserveCredits, SpendReservation
from application.plays.commands import PlaySound, RecordPlayFinished, RecordPlayStarted
from domain.credit_ledger import CreditLedger
from domain.errors import AlreadySettledError
from domain.play import Play
from domain.values import CreditAction
from tests.support.aggregates import AIRHORN, ANNA, BERT, PLAY, SCAN, a_ledger, a_registered_sound, an_account
from tests.support.soundboard import Board

REFUND = RefundReservation(ANNA, SCAN, "Nobody heard it")


@pytest.fixture
def extracting(board: Board) -> Board:
    board.given(an_account(), a_ledger(balance=10))
    deadline = board.clock.now() + timedelta(seconds=60)
    board.when(ReserveCredits(ANNA, SCAN, CreditAction.AUDIO_EXTRACTION, 0, {}, deadline))
    return board


def test_what_came_back_is_owed_no_more(extracting: Board) -> None:
    answer = extracting.when(REFUND, by=BERT)
    assert (answer.balance, answer.reserved, answer.spendable) == (10, 0, 10)
    assert extracting.then() == [CreditLedger.Reserved, CreditLedger.Released]
    assert extracting.work_table.owed() == []


def test_what_is_spent_stays_spent_and_the_host_is_told(extracting: Board) -> None:
    extracting.when(SpendReservation(ANNA, SCAN))
    with pytest.raises(AlreadySettledError):
        extracting.when(REFUND, by=BERT)
    assert extracting.ledger().balance == 5


def test_the_same_refund_again_has_the_same_answer(extracting: Board) -> None:
    answers = [extracting.when(REFUND, by=BERT, key="once") for _ in range(2)]
    assert answers[0] == answers[1]
    assert extracting.then().count(CreditLedger.Released) == 1


def test_a_play_whose_credit_came_back_goes_on_and_its_end_is_free(board: Board) -> None:
    board.given(an_account(), a_registered_sound(), a_ledger(balance=10))
    board.when(PlaySound(PLAY, AIRHORN, by=ANNA))
    board.when(RecordPlayStarted(PLAY))
    board.when(RefundReservation(ANNA, PLAY, "Nobody heard it"), by=BERT)
    board.when(RecordPlayFinished(PLAY))
    assert board.then()[-2:] == [CreditLedger.Released, Play.Finished]
    assert board.ledger().spendable == 10


def test_work_that_was_settled_is_not_begun_again_when_its_message_comes_twice(extracting: Board) -> None:
    deadline = extracting.clock.now() + timedelta(seconds=60)
    extracting.when(SpendReservation(ANNA, SCAN))
    for later in (1, 120):
        extracting.clock.advance(seconds=later)
        with pytest.raises(AlreadySettledError):
            extracting.when(ReserveCredits(ANNA, SCAN, CreditAction.AUDIO_EXTRACTION, 0, {}, deadline))
    assert (extracting.ledger().balance, extracting.ledger().reserved) == (5, 0)
