"""The one way to charge: declared on a command, or around work of several steps."""

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from application.command import Command, envelope
from application.credits.charging import Charge, Charging, Paid
from application.credits.commands import ReleaseReservation, ReserveCredits, SetPrice, SpendReservation
from application.credits.paid_work import CAME_TO_NOTHING, paid_work
from application.credits.priced import Priced
from application.decision import Decision
from application.executor.command_executor import CommandExecutor
from application.plays.commands import PlaySound, RecordPlayFailed
from application.process_managers.holding import HOLD_CREDITS
from domain.credit_ledger import CreditLedger
from domain.errors import (
    AlreadySettledError,
    CooldownError,
    InsufficientCreditsError,
    SoundMissingError,
    UnknownActionError,
)
from domain.play import Play
from domain.price import Price
from domain.values import CreditAction, Plan
from infrastructure.log_store.log_store import LogStore
from tests.support.aggregates import AIRHORN, ANNA, PLAY, a_ledger, a_registered_sound, an_account
from tests.support.soundboard import FREE_PLAN, Board

JOB = UUID(int=77)
COOLING = replace(FREE_PLAN, cooldown_seconds=10)


@dataclass(frozen=True)
class Speak(Command[None]):
    """All that a developer writes for a command that costs something is its `priced`."""

    priced = Priced(CreditAction.TEXT_TO_SPEECH, by="by", reservation="job_id", details=("voice",))

    job_id: UUID
    by: UUID
    voice: str


def speak(_: Speak, __: Paid) -> Decision[None]:
    return Decision([], None)


def an_extraction(board: Board, *, seconds: float = 60) -> ReserveCredits:
    deadline = board.clock.now() + timedelta(seconds=seconds)
    return ReserveCredits(ANNA, JOB, CreditAction.AUDIO_EXTRACTION, 0, {}, deadline)


def test_a_command_that_says_what_it_costs_is_charged(log: LogStore) -> None:
    board = Board(log, more_handlers=lambda _: {Speak: speak})
    board.given(a_ledger(balance=10))
    board.when(Speak(JOB, by=ANNA, voice="en"))
    [event] = board.recorded()
    assert isinstance(event, CreditLedger.Reserved)
    assert (event.action, event.amount, event.details) == ("text_to_speech", 2, {"voice": "en"})


def test_a_command_that_is_refused_charges_nothing(log: LogStore) -> None:
    def refuse(_: Speak, __: Paid) -> Decision[None]:
        raise SoundMissingError("No voice.")

    board = Board(log, more_handlers=lambda _: {Speak: refuse})
    board.given(a_ledger(balance=10))
    with pytest.raises(SoundMissingError):
        board.when(Speak(JOB, by=ANNA, voice="en"))
    assert board.then() == []
    assert board.ledger().spendable == 10


def test_what_has_no_price_is_not_charged(board: Board) -> None:
    board.given(a_ledger(balance=5))
    with pytest.raises(UnknownActionError):
        Charging(board.soundboard, board.clock).reserve(Charge(ANNA, JOB, "breathing"))


def test_a_price_is_that_of_the_plan_and_of_the_length(board: Board) -> None:
    account = an_account()
    account.change_plan(Plan.PRO, reason="Paid", at=board.clock.now())
    board.given(a_registered_sound(), a_ledger(balance=10), account)
    board.when(SetPrice(CreditAction.VLC_PLAY_SOUND, Price(1, 500), Plan.PRO, "Long ones cost more"))
    sound = a_registered_sound()
    expected = 1 + -(-sound.duration_ms * 500 // 1_000_000)
    assert board.when(PlaySound(PLAY, AIRHORN, by=ANNA)).price == expected


def test_a_new_price_changes_nothing_that_was_reserved(board: Board) -> None:
    board.given(a_registered_sound(), a_ledger(balance=10))
    board.when(PlaySound(PLAY, AIRHORN, by=ANNA))
    board.when(SetPrice(CreditAction.VLC_PLAY_SOUND, Price(4), "", "Too loud here"))
    board.when(SpendReservation(ANNA, PLAY))
    assert board.ledger().balance == 9


def test_the_same_sound_again_waits_for_the_cooldown_and_another_does_not(log: LogStore) -> None:
    board = Board(log, free_plan=COOLING)
    bell = uuid4()
    board.given(a_registered_sound(), a_registered_sound(sound_id=bell), a_ledger(balance=10))
    board.when(PlaySound(PLAY, AIRHORN, by=ANNA))
    board.clock.advance(seconds=6.5)
    with pytest.raises(CooldownError) as refused:
        board.when(PlaySound(uuid4(), AIRHORN, by=ANNA))
    assert refused.value.seconds_left == 4
    board.when(PlaySound(uuid4(), bell, by=ANNA))
    board.clock.advance(seconds=3.5)
    board.when(PlaySound(uuid4(), AIRHORN, by=ANNA))


def test_what_was_not_heard_may_be_tried_again_at_once(log: LogStore) -> None:
    board = Board(log, free_plan=COOLING)
    board.given(a_registered_sound(), a_ledger(balance=10))
    board.when(PlaySound(PLAY, AIRHORN, by=ANNA))
    board.when(RecordPlayFailed(PLAY, "No voice."))
    board.when(PlaySound(uuid4(), AIRHORN, by=ANNA))
    assert board.then().count(Play.Requested) == 2


def test_a_clock_that_went_back_keeps_nobody_waiting(log: LogStore) -> None:
    board = Board(log, free_plan=COOLING)
    board.given(a_registered_sound(), a_ledger(balance=10))
    board.when(PlaySound(PLAY, AIRHORN, by=ANNA))
    board.clock.advance(hours=-26)
    board.when(PlaySound(uuid4(), AIRHORN, by=ANNA))


# Work of several steps.


@pytest.fixture
def executor(board: Board) -> CommandExecutor:
    board.given(a_ledger(balance=10))
    executor = board.executor()
    executor.start()
    return executor


def extracting(
    board: Board, executor: CommandExecutor, key: str | None = None
) -> AbstractAsyncContextManager[None]:
    return paid_work(
        executor,
        envelope(ANNA, key),
        user_id=ANNA,
        reservation_id=JOB,
        action=CreditAction.AUDIO_EXTRACTION,
        deadline=board.clock.now() + timedelta(seconds=60),
    )


async def test_work_that_is_through_is_spent(board: Board, executor: CommandExecutor) -> None:
    async with extracting(board, executor):
        assert board.ledger().reserved == 5
    assert board.then() == [CreditLedger.Reserved, CreditLedger.Spent]
    executor.close()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SoundMissingError("The file is missing."), "The file is missing."),
        (ZeroDivisionError("/etc/shadow, line 5"), CAME_TO_NOTHING),
        (asyncio.CancelledError(), "It was cancelled."),
    ],
)
async def test_work_that_raises_gives_the_credits_back_with_the_reason(
    board: Board, executor: CommandExecutor, error: BaseException, told: str
) -> None:
    with pytest.raises(type(error)):
        async with extracting(board, executor):
            raise error
    [_, released] = board.recorded()
    assert isinstance(released, CreditLedger.Released)
    assert released.reason == told
    assert board.ledger().spendable == 10
    executor.close()


async def test_what_was_paid_for_once_is_not_done_again_for_the_same(
    board: Board, executor: CommandExecutor
) -> None:
    async with extracting(board, executor, key="once"):
        pass
    with pytest.raises(AlreadySettledError):
        async with extracting(board, executor, key="once"):
            pytest.fail("It began again.")
    executor.close()


async def test_without_the_credits_the_work_does_not_begin(board: Board) -> None:
    board.given(a_ledger(balance=4))
    executor = board.executor()
    executor.start()
    with pytest.raises(InsufficientCreditsError):
        async with extracting(board, executor):
            pytest.fail("It began.")
    assert board.then() == []
    executor.close()


def test_a_reservation_with_a_deadline_is_owed_until_it_is_settled(board: Board) -> None:
    board.given(a_ledger(balance=10))
    board.when(an_extraction(board))
    [owed] = board.work_table.owed()
    assert (owed.kind, owed.reference) == (HOLD_CREDITS, JOB)
    assert owed.deadline == (board.clock.now() + timedelta(seconds=60)).timestamp()
    board.when(ReleaseReservation(ANNA, JOB, "Nobody came."))
    assert board.work_table.owed() == []


def test_a_deadline_for_what_its_play_settles_is_refused(board: Board) -> None:
    board.given(a_ledger(balance=10))
    with pytest.raises(ValueError, match="settled by its play"):
        board.when(replace(an_extraction(board), action=CreditAction.VLC_PLAY_SOUND))
    assert board.then() == []
    assert board.work_table.owed() == []


def test_a_play_is_owed_once(board: Board) -> None:
    board.given(a_registered_sound(), a_ledger(balance=10))
    board.when(PlaySound(PLAY, AIRHORN, by=ANNA))
    assert len(board.work_table.owed()) == 1
