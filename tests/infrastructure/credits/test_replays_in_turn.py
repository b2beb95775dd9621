"""However many look into the past at once, few are at work, and nobody waits for long."""

import asyncio
from collections.abc import Iterator
from threading import Event, Semaphore

import pytest

from application.errors import TooManyReplaysError
from infrastructure.credits.replays_in_turn import AT_ONCE_MAX, ReplaysInTurn


@pytest.fixture
def replays() -> Iterator[ReplaysInTurn]:
    replays = ReplaysInTurn(patience_seconds=0.2)
    yield replays
    replays.close()


async def test_whose_turn_does_not_come_is_sent_away_and_nothing_is_replayed(replays: ReplaysInTurn) -> None:
    begun, may_end = Semaphore(0), Event()

    def replay() -> str:
        begun.release()
        may_end.wait()
        return "as it was"

    first = [asyncio.create_task(replays.run(replay)) for _ in range(AT_ONCE_MAX)]
    for _ in first:
        await asyncio.to_thread(begun.acquire)
    late = await asyncio.gather(*(replays.run(replay) for _ in range(3)), return_exceptions=True)
    assert {type(each) for each in late} == {TooManyReplaysError}
    may_end.set()
    assert await asyncio.gather(*first) == ["as it was"] * AT_ONCE_MAX
    assert not begun.acquire(blocking=False)
    assert await replays.run(replay) == "as it was"


async def test_what_goes_wrong_is_told(replays: ReplaysInTurn) -> None:
    with pytest.raises(ZeroDivisionError):
        await replays.run(lambda: 1 // 0)
