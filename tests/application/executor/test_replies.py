"""Outcomes on their way back: each is told, whatever became of the one before it."""

import asyncio

import pytest

from application.command import Answered
from application.executor.replies import LoopReplies


class Picky(asyncio.Future[Answered[None]]):
    def set_result(self, result: Answered[None], /) -> None:
        raise ValueError("not that")


async def test_a_future_that_refuses_its_outcome_strands_no_other() -> None:
    replies = LoopReplies()
    picky, patient = Picky(), asyncio.get_running_loop().create_future()
    for each in (picky, patient):
        replies.add(each, Answered(None, position=1))
    replies.flush()
    async with asyncio.timeout(5):
        assert (await patient).position == 1
        with pytest.raises(RuntimeError, match="not that"):
            await picky
