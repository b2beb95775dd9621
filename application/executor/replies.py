"""How an outcome gets from the writer thread to whoever waits for it."""

import asyncio
import logging
from collections import defaultdict
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from application.executor.waiting_room import Outcome

logger = logging.getLogger(__name__)


class ThreadReply:
    """For a thread that waits on a future; it may have cancelled it, which harms nobody."""

    def __init__(self, future: Future[Any]) -> None:
        self._future = future

    def deliver(self, outcome: Outcome) -> None:
        if self._future.set_running_or_notify_cancel():
            _tell(self._future, outcome)


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
        if not future.done():
            _tell(future, outcome)


def _tell(future: Future[Any] | asyncio.Future[Any], outcome: Outcome) -> None:
    """Whatever the future does not take comes as an ordinary error: somebody waits, and others after them."""
    try:
        if isinstance(outcome, StopIteration):  # a thread's future takes it, and then ends a coroutine
            future.set_exception(_ordinary(outcome))
        elif isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
    except Exception as error:
        logger.exception("outcome not told")
        if not future.done():
            future.set_exception(_ordinary(error))


def _ordinary(error: Exception) -> RuntimeError:
    ordinary = RuntimeError(f"No answer, but {error!r}.")
    ordinary.__cause__ = error
    return ordinary
