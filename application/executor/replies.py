"""How an outcome gets from the writer thread to whoever waits for it."""

import asyncio
from collections import defaultdict
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from application.executor.waiting_room import Outcome


class ThreadReply:
    """For a thread that waits on a future; it may have cancelled it, which harms nobody."""

    def __init__(self, future: Future[Any]) -> None:
        self._future = future

    def deliver(self, outcome: Outcome) -> None:
        if not self._future.set_running_or_notify_cancel():
            return
        if isinstance(outcome, BaseException):
            self._future.set_exception(outcome)
        else:
            self._future.set_result(outcome)


class LoopReplies:
    """Collects what goes to event loops, so that a batch wakes each loop once."""

    def __init__(self) -> None:
        self._by_loop: defaultdict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Outcome]]] = (
            defaultdict(list)
        )

    def add(self, future: asyncio.Future[Any], outcome: Outcome) -> None:
        self._by_loop[future.get_loop()].append((future, outcome))

    def flush(self) -> None:
        for loop, replies in self._by_loop.items():
            with suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits
                loop.call_soon_threadsafe(_settle, replies)
        self._by_loop.clear()


class LoopReply:
    """For a coroutine; it may have gone away meanwhile, which harms nobody."""

    def __init__(self, future: asyncio.Future[Any], replies: LoopReplies) -> None:
        self._future = future
        self._replies = replies

    def deliver(self, outcome: Outcome) -> None:
        self._replies.add(self._future, outcome)


def _settle(replies: list[tuple[asyncio.Future[Any], Outcome]]) -> None:
    for future, outcome in replies:
        if future.done():
            continue
        if isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
