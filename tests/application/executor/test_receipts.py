"""The same request with the same key gets the same answer, once, also after a restart."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from application.accounts.commands import RegisterUser
from application.command import Answered, answer_type, envelope
from application.credits.commands import GrantCredits
from application.errors import IdempotencyKeyReusedError
from application.plays.commands import PlayAccepted, PlaySound, RecordPlayFinished
from domain.errors import InsufficientCreditsError
from tests.application.executor.test_batches import a_play
from tests.application.test_account_handlers import registration
from tests.support.aggregates import (
    AIRHORN,
    ANNA,
    BERT,
    PLAY,
    a_ledger,
    a_registered_sound,
    a_requested_play,
    an_account,
)
from tests.support.soundboard import Board

PLAY_AIRHORN = PlaySound(PLAY, AIRHORN, by=ANNA)


def test_the_same_key_gets_the_same_answer_and_nothing_happens_twice(funded: Board) -> None:
    first = funded.when(PLAY_AIRHORN, key="key-1")
    funded.given()
    again = funded.when(PLAY_AIRHORN, key="key-1")
    assert again == first
    assert funded.then() == []


def test_an_answer_given_again_has_the_same_types(funded: Board) -> None:
    first, again = (funded.when(PLAY_AIRHORN, key="key-1") for _ in range(2))
    assert {type(value) for value in vars(again).values()} == {type(value) for value in vars(first).values()}


def test_the_answer_is_the_same_although_the_world_has_changed(funded: Board) -> None:
    first = funded.when(PLAY_AIRHORN, key="key-1")
    funded.when(a_play())
    assert funded.when(PLAY_AIRHORN, key="key-1") == first


def test_the_same_key_in_one_batch_has_one_effect(funded: Board) -> None:
    asked = (PLAY_AIRHORN, envelope(ANNA, "key-1"))
    first, again = funded.together_from([asked, asked])
    assert isinstance(first, Answered)
    assert again == replace(first, is_repeated=True)
    assert funded.ledger().reserved == 1


def test_after_a_restart_the_answer_is_still_known(funded: Board) -> None:
    first = funded.when(PLAY_AIRHORN, key="key-1")
    restarted = Board(funded.log, is_only_writer=True)
    assert restarted.when(PLAY_AIRHORN, key="key-1") == first
    assert restarted.then() == []


def test_an_answer_that_is_nothing_is_remembered_too(board: Board) -> None:
    board.given(a_requested_play(by=None))
    for _ in range(2):
        assert board.when(RecordPlayFinished(PLAY), key="key-1") is None
    assert len(board.commits) == 1


def test_another_request_with_the_same_key_is_refused(funded: Board) -> None:
    funded.when(PLAY_AIRHORN, key="key-1")
    funded.given()
    with pytest.raises(IdempotencyKeyReusedError):
        funded.when(a_play(), key="key-1")
    assert funded.then() == []


def test_another_kind_of_request_with_the_same_key_is_refused(funded: Board) -> None:
    funded.when(PLAY_AIRHORN, key="key-1")
    with pytest.raises(IdempotencyKeyReusedError):
        funded.when(RecordPlayFinished(PLAY), key="key-1")


def test_the_key_of_another_user_is_another_key(board: Board) -> None:
    board.given(an_account(BERT), a_ledger(owner_id=BERT))
    grant = GrantCredits(BERT, 5, "Birthday")
    board.when(grant, key="key-1", by=ANNA)
    assert board.when(grant, key="key-1", by=BERT).balance == 10


def test_without_a_key_nothing_is_a_repetition(board: Board) -> None:
    board.given(an_account(BERT), a_ledger(owner_id=BERT))
    grant = GrantCredits(BERT, 5, "Birthday")
    assert [board.when(grant).balance, board.when(grant).balance] == [5, 10]


def test_a_refusal_is_judged_anew(board: Board) -> None:
    board.given(a_registered_sound(), an_account(), a_ledger(balance=0))
    with pytest.raises(InsufficientCreditsError):
        board.when(PLAY_AIRHORN, key="key-1")
    board.when(GrantCredits(ANNA, 5, "Birthday"))
    assert board.when(PLAY_AIRHORN, key="key-1").spendable == 4


def test_what_differs_between_two_tries_of_one_request_is_no_part_of_it(board: Board) -> None:
    first = registration()
    second = RegisterUser(**{**vars(first), "sealed_name": "sealed anew", "personal_key": b"another"})
    assert board.when(first, key="key-1") == board.when(second, key="key-1")


async def test_fifty_at_once_with_the_same_key_have_one_effect(funded: Board) -> None:
    executor = funded.executor()
    executor.start()
    answers = await asyncio.gather(
        *(executor.execute(PLAY_AIRHORN, envelope(ANNA, "key-1")) for _ in range(50))
    )
    executor.close()
    assert {each.answer for each in answers} == {
        PlayAccepted(PLAY, AIRHORN, price=1, balance=10, reserved=1, spendable=9)
    }
    assert len(funded.then()) == 2


def test_the_same_key_names_the_same_command() -> None:
    assert envelope(ANNA, "key-1").command_id == envelope(ANNA, "key-1").command_id
    assert envelope(ANNA).command_id != envelope(ANNA).command_id


def test_every_answer_is_known_by_the_command_that_it_answers() -> None:
    assert answer_type(PlaySound) is PlayAccepted
    assert answer_type(type(RecordPlayFinished(uuid4()))) is None
