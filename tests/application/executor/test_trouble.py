"""When the log store has a bad day, callers are told the truth, and the memory keeps to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from application.command import envelope
from application.errors import StoreUnavailableError
from domain.credit_ledger import CreditLedger
from domain.play import Play
from tests.application.executor.test_batches import a_play
from tests.application.troubled_store import TroubledStore
from tests.support.aggregates import ANNA, a_ledger, a_registered_sound
from tests.support.soundboard import Board


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TroubledStore]:
    store = TroubledStore(f"sqlite:///{tmp_path / 'log.db'}")
    yield store
    store.close()


@pytest.fixture
def troubled(store: TroubledStore) -> Board:
    board = Board(store, is_only_writer=True)
    board.given(a_registered_sound(), a_ledger(balance=10))
    return board


def test_when_the_store_is_down_everybody_is_told(troubled: Board, store: TroubledStore) -> None:
    store.troubled.is_down = True
    outcomes = troubled.together(a_play(), a_play())
    assert [type(outcome) for outcome in outcomes] == [StoreUnavailableError] * 2
    assert troubled.then() == []


def test_after_the_store_was_down_the_memory_is_true(troubled: Board, store: TroubledStore) -> None:
    troubled.when(a_play())
    store.troubled.is_down = True
    troubled.together(a_play(), a_play())
    store.troubled.is_down = False
    assert troubled.when(a_play()).spendable == 8
    assert troubled.ledger().spendable == 8


def test_a_lost_acknowledgement_is_recognised_as_the_success_it_was(
    troubled: Board, store: TroubledStore
) -> None:
    store.troubled.loses_acknowledgement = True
    outcomes = troubled.together(a_play(), a_play())
    assert not any(isinstance(outcome, BaseException) for outcome in outcomes)
    assert troubled.then() == [CreditLedger.Reserved, Play.Requested] * 2
    assert len(troubled.commits) == 1
    assert troubled.when(a_play()).spendable == 7


def test_after_a_lost_acknowledgement_the_key_knows_the_answer(troubled: Board, store: TroubledStore) -> None:
    store.troubled.loses_acknowledgement = True
    play = a_play()
    first = troubled.when(play, key="key-1")
    assert troubled.when(play, key="key-1") == first
    assert troubled.ledger().reserved == 1


def test_a_bug_in_a_batch_is_told_and_the_next_batch_is_carried_out(
    troubled: Board, store: TroubledStore
) -> None:
    executor = troubled.executor()
    executor.start()
    store.has_a_bug = True
    with pytest.raises(ZeroDivisionError):
        executor.run(a_play(), envelope(ANNA, "key-1"))
    store.has_a_bug = False
    assert executor.run(a_play(), envelope(ANNA, "key-2")).answer.spendable == 9
    executor.close()
