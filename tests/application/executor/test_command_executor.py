"""The one door into the write side: many callers, threads and coroutines, one writer."""

import asyncio
from threading import Thread
from uuid import UUID, uuid4

import pytest

from application.command import Answered, envelope, from_system
from application.decision import Decision
from application.errors import ExecutorBusyError, ExecutorClosedError
from application.executor.waiting_room import WAITING_MAX
from application.plays.commands import PlaySound, PlaysStopped, RecordPlayFinished, StopAllPlays
from application.sounds.commands import MarkSoundMissing
from domain.credit_ledger import CreditLedger
from domain.errors import InsufficientCreditsError
from domain.play import Play
from infrastructure.log_store.log_store import LogStore
from tests.application.executor.test_batches import a_play
from tests.support.aggregates import AIRHORN, ANNA, a_ledger, a_registered_sound
from tests.support.soundboard import Board


async def test_a_coroutine_gets_its_answer_once_it_is_durable(funded: Board) -> None:
    executor = funded.executor()
    executor.start()
    answered = await executor.execute(a_play(), envelope(ANNA))
    assert answered.answer.spendable == 9
    assert answered.position == funded.log.last_position()
    executor.close()


async def test_a_coroutine_gets_its_refusal(board: Board) -> None:
    board.given(a_registered_sound(), a_ledger(balance=0))
    executor = board.executor()
    executor.start()
    with pytest.raises(InsufficientCreditsError):
        await executor.execute(a_play(), envelope(ANNA))
    executor.close()


async def test_a_coroutine_that_went_away_harms_nobody(funded: Board) -> None:
    executor = funded.executor()
    gone = asyncio.create_task(executor.execute(a_play(), envelope(ANNA)))
    stays = asyncio.create_task(executor.execute(a_play(), envelope(ANNA)))
    await asyncio.sleep(0)
    gone.cancel()
    executor.start()
    assert (await stays).answer.spendable == 8
    executor.close()


def test_a_thread_that_gave_up_harms_nobody(funded: Board) -> None:
    executor = funded.executor()
    executor.begin(a_play(), envelope(ANNA)).cancel()
    stays = executor.begin(a_play(), envelope(ANNA))
    executor.start()
    assert stays.result(5).answer.spendable == 8
    executor.close()


def test_a_loop_that_was_closed_harms_nobody(funded: Board) -> None:
    executor = funded.executor()
    loop = asyncio.new_event_loop()
    task = loop.create_task(executor.execute(a_play(), envelope(ANNA)))
    loop.run_until_complete(asyncio.sleep(0))
    task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    stays = executor.begin(a_play(), envelope(ANNA))
    executor.start()
    assert stays.result(5).answer.spendable == 8
    executor.close()


def test_closing_carries_out_what_waits(funded: Board) -> None:
    executor = funded.executor()
    waiting = [executor.begin(a_play(), envelope(ANNA)) for _ in range(5)]
    executor.start()
    executor.close()
    assert [future.result(0).answer.reserved for future in waiting] == [1, 2, 3, 4, 5]


def test_a_closed_executor_takes_no_more(funded: Board) -> None:
    executor = funded.executor()
    executor.start()
    executor.close()
    with pytest.raises(ExecutorClosedError):
        executor.begin(a_play(), envelope(ANNA))


def test_what_cannot_be_done_in_time_is_refused_at_once(funded: Board) -> None:
    executor = funded.executor()
    command = RecordPlayFinished(uuid4())
    for _ in range(WAITING_MAX):
        executor.begin(command, envelope(ANNA))
    with pytest.raises(ExecutorBusyError):
        executor.begin(command, envelope(ANNA))
    assert executor.waiting == WAITING_MAX


def test_what_a_person_asks_for_is_recorded_before_bulk(funded: Board) -> None:
    executor = funded.executor()
    executor.begin(MarkSoundMissing(AIRHORN), from_system(is_bulk=True))
    played = executor.begin(a_play(), envelope(ANNA))
    executor.start()
    executor.close()
    assert played.exception() is None
    assert funded.then()[:2] == [CreditLedger.Reserved, Play.Requested]


def test_stopping_all_stops_what_was_asked_for_before_it_in_the_same_burst(funded: Board) -> None:
    executor = funded.executor()
    before = [executor.begin(a_play(), envelope(ANNA)) for _ in range(3)]
    stopped = executor.begin(StopAllPlays(), envelope(ANNA))
    after = executor.begin(a_play(), envelope(ANNA))
    executor.start()
    executor.close()
    assert stopped.result().answer == PlaysStopped(3)
    assert all(state_of(funded, future.result()) == "failed" for future in before)
    assert funded.stored(Play, after.result().answer.play_id).state == "requested"
    assert funded.ledger().spendable == 9


def state_of(board: Board, answered: Answered[object]) -> str:
    play_id: UUID = answered.answer.play_id  # type: ignore[attr-defined]  # a PlayAccepted
    return board.stored(Play, play_id).state


def test_many_threads_at_once_are_all_answered(log: LogStore) -> None:
    board = Board(log, is_only_writer=True)
    board.given(a_registered_sound(), a_ledger(balance=1_000))
    executor, answers = board.executor(), []

    def press(times: int) -> None:
        for _ in range(times):
            command = PlaySound(uuid4(), AIRHORN, by=ANNA)
            answers.append(executor.run(command, envelope(ANNA)).answer.reserved)

    executor.start()
    threads = [Thread(target=press, args=[25]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    executor.close()
    assert sorted(answers) == list(range(1, 201))


@pytest.mark.parametrize("nothing_left", [StopIteration(), StopIteration("of nothing")])
async def test_an_outcome_that_futures_do_not_take_is_an_error_and_harms_no_neighbour(
    log: LogStore, nothing_left: StopIteration
) -> None:
    def mark_missing(_: MarkSoundMissing) -> Decision[None]:
        raise nothing_left

    board = Board(log, more_handlers=lambda _: {MarkSoundMissing: mark_missing})
    board.given(a_registered_sound(), a_ledger(balance=10))
    executor = board.executor()
    commands = [a_play(), MarkSoundMissing(AIRHORN), a_play()]
    asked = [asyncio.create_task(executor.execute(each, envelope(ANNA))) for each in commands]
    await asyncio.sleep(0)
    in_a_thread = executor.begin(MarkSoundMissing(AIRHORN), envelope(ANNA))
    executor.start()
    async with asyncio.timeout(5):
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(each) for each in outcomes] == [Answered, RuntimeError, Answered]
    with pytest.raises(RuntimeError) as refused:
        in_a_thread.result(5)
    assert refused.value.__cause__ is nothing_left
    executor.close()
