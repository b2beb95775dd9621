"""Commands that wait together are decided one after the other, and committed once."""

from uuid import uuid4

import pytest

from application.command import Answered, Envelope, envelope
from application.plays.commands import PlaySound, RecordPlayFinished, RecordPlayStarted
from domain.credit_ledger import CreditLedger
from domain.errors import InsufficientCreditsError
from domain.identifiers import command_id
from domain.play import Play
from infrastructure.log_store.log_store import LogStore
from tests.application.executor.commands import AnswerUnspeakably, HalfDo, wrong_handlers
from tests.support.aggregates import AIRHORN, ANNA, BERT, a_ledger, a_registered_sound
from tests.support.soundboard import Board, Outcome


def a_play(by: object = ANNA) -> PlaySound:
    return PlaySound(uuid4(), AIRHORN, by=by)  # type: ignore[arg-type]  # a user


def answered(outcome: Outcome) -> Answered[object]:
    assert not isinstance(outcome, BaseException)
    return outcome


def test_a_batch_commits_once(funded: Board) -> None:
    funded.together(*(a_play() for _ in range(10)))
    assert len(funded.commits) == 1
    assert funded.then() == [CreditLedger.Reserved, Play.Requested] * 10


def test_a_command_sees_what_those_before_it_decided(funded: Board) -> None:
    outcomes = funded.together(*(a_play() for _ in range(12)))
    refused = [type(outcome) for outcome in outcomes if isinstance(outcome, BaseException)]
    assert refused == [InsufficientCreditsError] * 2


def test_a_refused_command_takes_nothing_of_its_neighbours_with_it(funded: Board) -> None:
    before, refused, after = funded.together(a_play(), a_play(by=BERT), a_play())
    assert isinstance(refused, Exception)
    assert answered(before).position < answered(after).position
    assert len(funded.commits) == 1
    assert funded.then() == [CreditLedger.Reserved, Play.Requested] * 2


def test_each_command_is_answered_with_the_position_of_its_last_event(funded: Board) -> None:
    outcomes = funded.together(a_play(), a_play())
    notifications = funded.log.recorder.select_notifications(None, 100)
    requested = [each.id for each in notifications if each.topic == Play.Requested.TOPIC]
    assert [answered(outcome).position for outcome in outcomes] == requested


def test_what_is_not_news_is_answered_with_where_the_log_ends(funded: Board) -> None:
    play = a_play()
    funded.together(play, RecordPlayStarted(play.play_id), RecordPlayFinished(play.play_id))
    [again] = funded.together(RecordPlayFinished(play.play_id))
    assert answered(again).position == funded.log.last_position()


def test_events_carry_the_command_the_actor_and_the_cause(funded: Board) -> None:
    cause = uuid4()
    asked = Envelope(BERT, command_id(BERT, "key-1"), caused_by=cause)
    funded.together_from([(a_play(), asked)])
    stamps = {(event.command_id, event.actor_id, event.caused_by) for event in funded.recorded()}
    assert stamps == {(asked.command_id, BERT, cause)}


@pytest.fixture
def fragile(log: LogStore) -> Board:
    board = Board(log, is_only_writer=True, more_handlers=wrong_handlers)
    board.given(a_registered_sound(), a_ledger(balance=10))
    return board


def test_a_handler_that_fails_half_way_harms_nobody(fragile: Board) -> None:
    before, failed, after = fragile.together(a_play(), HalfDo(), a_play())
    assert isinstance(failed, ZeroDivisionError)
    assert answered(before).position < answered(after).position
    assert fragile.then() == [CreditLedger.Reserved, Play.Requested] * 2
    assert fragile.ledger().spendable == 8


def test_what_a_failed_handler_half_did_is_not_remembered(fragile: Board) -> None:
    fragile.when(a_play())
    fragile.together(HalfDo())
    answer = fragile.when(a_play())
    assert (answer.balance, answer.spendable) == (10, 8)


def test_an_answer_that_cannot_be_kept_harms_nobody(fragile: Board) -> None:
    _, failed, after = fragile.together_from(
        [
            (a_play(), envelope(ANNA)),
            (AnswerUnspeakably(), envelope(ANNA, "key-1")),
            (a_play(), envelope(ANNA)),
        ]
    )
    assert isinstance(failed, TypeError)
    assert answered(after)
    assert fragile.then() == [CreditLedger.Reserved, Play.Requested] * 2
    assert fragile.when(a_play()).balance == 10


def test_a_listener_that_fails_does_not_make_a_commit_undone(log: LogStore) -> None:
    def stumble(_: object) -> None:
        raise ZeroDivisionError

    board = Board(log, is_only_writer=True, listener=stumble)
    board.given(a_registered_sound(), a_ledger(balance=10))
    assert board.when(a_play()).spendable == 9
    assert board.when(a_play()).spendable == 8


def test_commands_that_change_nothing_commit_nothing(funded: Board) -> None:
    play = a_play()
    funded.together(play, RecordPlayFinished(play.play_id))
    funded.together(RecordPlayFinished(play.play_id))
    assert len(funded.commits) == 1


def test_the_memory_tells_what_the_log_tells(funded: Board) -> None:
    plays = [a_play() for _ in range(4)]
    funded.together(*plays, *(RecordPlayStarted(play.play_id) for play in plays))
    funded.together(*(RecordPlayFinished(play.play_id) for play in plays[:2]))
    answer = funded.when(a_play())
    ledger = funded.ledger()
    assert (answer.balance, answer.reserved) == (ledger.balance, ledger.reserved) == (8, 3)
