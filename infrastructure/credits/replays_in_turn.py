"""Replays of ledgers, few at once: each reads a whole stream, and those who play come first."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from application.errors import TooManyReplaysError

AT_ONCE_MAX = 2

PATIENCE_SECONDS = 1.0
"""In which twenty turns of a long ledger begin; then 503."""

P = ParamSpec("P")
A = TypeVar("A")


class ReplaysInTurn:
    def __init__(self, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience_seconds = patience_seconds
        self._threads = ThreadPoolExecutor(AT_ONCE_MAX, thread_name_prefix="replay")

    async def run(self, work: Callable[P, A], *given: P.args, **named: P.kwargs) -> A:
        """Raises TooManyReplaysError where its turn does not come soon. What has begun is waited for."""
        turn = self._threads.submit(partial(work, *given, **named))
        answer = asyncio.wrap_future(turn)
        await asyncio.wait({answer}, timeout=self._patience_seconds)
        if turn.cancel():
            raise TooManyReplaysError("Others look into the past just now. Try again in a moment.")
        return await answer

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
