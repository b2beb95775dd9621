"""Many press at once: no credit is spent twice, on any database, by any number of processes."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest

from application.command import envelope
from application.errors import ConflictError
from application.executor.command_executor import CommandExecutor
from domain.credit_ledger import CreditLedger
from domain.errors import InsufficientCreditsError
from domain.play import Play
from infrastructure.log_store.log_store import LogStore
from tests.application.executor.test_batches import a_play
from tests.support.aggregates import ANNA, a_ledger, a_registered_sound
from tests.support.postgresql import PostgresqlServer
from tests.support.soundboard import Board

ACCEPTED = "accepted"


@pytest.fixture
def log(log_url: str) -> Iterator[LogStore]:
    log = LogStore(log_url)
    yield log
    log.close()


async def outcome_of_a_play(executor: CommandExecutor) -> object:
    try:
        await executor.execute(a_play(), envelope(ANNA))
    except (InsufficientCreditsError, ConflictError) as refusal:
        return type(refusal)
    return ACCEPTED


async def test_of_two_hundred_plays_at_once_ten_credits_buy_ten(log: LogStore) -> None:
    board = Board(log, is_only_writer=log.is_sqlite)
    board.given(a_registered_sound(), a_ledger(balance=10))
    executor = board.executor()
    executor.start()
    outcomes = await asyncio.gather(*(outcome_of_a_play(executor) for _ in range(200)))
    executor.close()
    assert Counter(outcomes) == {ACCEPTED: 10, InsufficientCreditsError: 190}
    assert board.then() == [CreditLedger.Reserved, Play.Requested] * 10
    assert board.ledger().spendable == 0


async def test_of_what_two_processes_sell_at_once_nothing_is_sold_twice(postgresql: PostgresqlServer) -> None:
    url = postgresql.create_database()
    logs = [LogStore(url), LogStore(url)]
    first, second = (Board(each) for each in logs)
    first.given(a_registered_sound(), a_ledger(balance=10))
    executors = [first.executor(), second.executor()]
    for executor in executors:
        executor.start()
    outcomes = await asyncio.gather(*(outcome_of_a_play(executors[n % 2]) for n in range(100)))
    for executor in executors:
        executor.close()
    accepted = outcomes.count(ACCEPTED)
    assert accepted == first.ledger().reserved == first.then().count(Play.Requested)
    assert accepted == 10
    for each in logs:
        each.close()
