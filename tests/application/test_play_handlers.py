"""How a play is asked for, and what becomes of it and of its credit."""

from dataclasses import replace
from uuid import uuid4

import pytest

from application.errors import NotFoundError
from application.plays.commands import (
    PlayAccepted,
    PlaySound,
    PlaysStopped,
    RecordPlayFailed,
    RecordPlayFinished,
    RecordPlayStarted,
    RecordPlayStopped,
    StopAllPlays,
)
from domain.credit_ledger import CreditLedger
from domain.errors import InsufficientCreditsError, PlayEndedError, SoundMissingError
from domain.play import Play
from infrastructure.log_store.log_store import LogStore
from tests.support.aggregates import AIRHORN, ANNA, PLAY, a_ledger, a_registered_sound, a_requested_play
from tests.support.clock import NOON
from tests.support.soundboard import FREE_PLAN, Board

PLAY_AIRHORN = PlaySound(PLAY, AIRHORN, by=ANNA)


def test_a_play_reserves_its_price(board: Board) -> None:
    board.given(a_registered_sound(), a_ledger(balance=10))
    answer = board.when(PLAY_AIRHORN)
    assert board.then() == [CreditLedger.Reserved, Play.Requested]
    assert answer == PlayAccepted(PLAY, AIRHORN, price=1, balance=10, reserved=1, spendable=9)


def test_a_play_recharges_the_ledger_first(log: LogStore) -> None:
    board = Board(log, free_plan=replace(FREE_PLAN, daily=5, maximum=100))
    board.given(a_registered_sound(), a_ledger(balance=0))
    board.when(PLAY_AIRHORN)
    assert board.then() == [CreditLedger.Recharged, CreditLedger.Reserved, Play.Requested]


def test_who_has_no_credit_hears_nothing(board: Board) -> None:
    board.given(a_registered_sound(), a_ledger(balance=0))
    with pytest.raises(InsufficientCreditsError):
        board.when(PLAY_AIRHORN)
    assert board.then() == []


def test_a_missing_sound_costs_nothing(board: Board) -> None:
    sound = a_registered_sound()
    sound.mark_missing(at=NOON)
    board.given(sound, a_ledger(balance=10))
    with pytest.raises(SoundMissingError):
        board.when(PLAY_AIRHORN)
    assert board.then() == []


def test_an_unknown_sound_is_not_found(board: Board) -> None:
    board.given(a_ledger(balance=10))
    with pytest.raises(NotFoundError):
        board.when(PLAY_AIRHORN)


def test_what_is_no_sound_is_not_found_as_one(board: Board) -> None:
    ledger = a_ledger(balance=10)
    board.given(ledger)
    with pytest.raises(NotFoundError):
        board.when(PlaySound(PLAY, ledger.id, by=ANNA))


@pytest.fixture
def requested(board: Board) -> Board:
    board.given(a_registered_sound(), a_ledger(balance=10))
    board.when(PLAY_AIRHORN)
    board.given()
    return board


def test_a_play_that_starts_carries_the_length_of_its_sound(requested: Board) -> None:
    requested.when(RecordPlayStarted(PLAY))
    [started] = requested.recorded()
    assert isinstance(started, Play.Started)
    assert started.duration_ms == 1_500


def test_a_finished_play_is_spent(requested: Board) -> None:
    requested.when(RecordPlayStarted(PLAY))
    requested.when(RecordPlayFinished(PLAY))
    assert requested.then() == [Play.Started, Play.Finished, CreditLedger.Spent]
    assert requested.ledger().spendable == 9


def test_a_stopped_play_is_spent(requested: Board) -> None:
    requested.when(RecordPlayStarted(PLAY))
    requested.when(RecordPlayStopped(PLAY))
    assert requested.then() == [Play.Started, Play.Stopped, CreditLedger.Spent]


def test_a_failed_play_is_given_back_with_its_reason(requested: Board) -> None:
    requested.when(RecordPlayFailed(PLAY, "No voice."))
    [_, released] = requested.recorded()
    assert isinstance(released, CreditLedger.Released)
    assert released.reason == "No voice."
    assert requested.ledger().spendable == 10


def test_what_became_of_a_play_is_recorded_once(requested: Board) -> None:
    requested.when(RecordPlayFinished(PLAY))
    requested.when(RecordPlayFinished(PLAY))
    requested.when(RecordPlayFailed(PLAY, "Late."))
    requested.when(RecordPlayStopped(PLAY))
    assert requested.then() == [Play.Finished, CreditLedger.Spent]


def test_a_play_that_was_given_up_must_not_sound(requested: Board) -> None:
    requested.when(RecordPlayFailed(PLAY, "It was not done in time."))
    with pytest.raises(PlayEndedError):
        requested.when(RecordPlayStarted(PLAY))


def test_a_play_of_nobody_moves_no_credit(board: Board) -> None:
    board.given(a_registered_sound(), a_requested_play(by=None))
    board.when(RecordPlayFinished(PLAY))
    assert board.then() == [Play.Finished]


def test_stopping_all_spends_what_sounded_and_gives_back_what_did_not(requested: Board) -> None:
    requested.when(RecordPlayStarted(PLAY))
    requested.when(PlaySound(uuid4(), AIRHORN, by=ANNA))
    requested.given()
    assert requested.when(StopAllPlays()) == PlaysStopped(2)
    assert sorted(kind.__name__ for kind in requested.then()) == ["Failed", "Released", "Spent", "Stopped"]
    assert requested.ledger().balance == requested.ledger().spendable == 9


def test_stopping_all_again_stops_nothing(requested: Board) -> None:
    requested.when(StopAllPlays())
    requested.given()
    assert requested.when(StopAllPlays()) == PlaysStopped(0)
    assert requested.then() == []


def test_a_play_is_owed_until_it_ends(requested: Board) -> None:
    [owed] = requested.work_table.owed()
    assert (owed.kind, owed.reference, owed.deadline) == ("play_sound", PLAY, NOON.timestamp() + 5)
    requested.when(RecordPlayStarted(PLAY))
    [owed] = requested.work_table.owed()
    assert owed.deadline == NOON.timestamp() + 1.5 + 30
    requested.when(RecordPlayFinished(PLAY))
    assert requested.work_table.owed() == []
