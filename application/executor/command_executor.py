"""The one door into the write side: one writer, many callers, one commit for all who wait."""

import asyncio
import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

from application.command import Answered, Command, Envelope
from application.executor.batch import BatchWriter
from application.executor.replies import LoopReplies, LoopReply, ThreadReply
from application.executor.waiting_room import Outcome, Waiting, WaitingRoom

A = TypeVar("A")

BATCH_COMMANDS_MAX = 500
"""Bounds how long a command can wait for the batch before it, at some 100 µs a command."""

BATCH_BULK_MAX = 50
"""Bulk in one batch: what a person asks for meanwhile waits some 10 ms at the most."""

IN_USE_SECONDS = 2.0
"""So long after somebody asked for something another may."""

logger = logging.getLogger(__name__)


class CommandExecutor:
    def __init__(self, writer: BatchWriter) -> None:
        self._writer = writer
        self._waiting = WaitingRoom()
        self._loops = LoopReplies()
        self._calling: set[asyncio.AbstractEventLoop] = set()
        self._asked_at = -IN_USE_SECONDS
        self._thread = Thread(target=self._work, name="command-executor", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Takes no more commands, carries out those that wait, and ends."""
        self._waiting.close()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def is_in_use(self) -> bool:
        """Whether people asked for something just now: what has time should leave them the writer."""
        return time.monotonic() - self._asked_at < IN_USE_SECONDS

    async def execute(self, command: Command[A], envelope: Envelope) -> Answered[A]:
        """Carry out the command; returns, or raises its refusal, once its events are durable."""
        self._asked_at = time.monotonic()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answered[A]] = loop.create_future()
        self._waiting.add(Waiting(command, envelope, LoopReply(future, self._loops)), is_called=False)
        self._call_once(loop)
        return await future

    def _call_once(self, loop: asyncio.AbstractEventLoop) -> None:
        """All that came in one turn of the loop is called in together."""
        if loop not in self._calling:
            self._calling.add(loop)
            loop.call_soon(self._call, loop)

    def _call(self, loop: asyncio.AbstractEventLoop) -> None:
        self._calling.discard(loop)
        self._waiting.call()

    def run(self, command: Command[A], envelope: Envelope) -> Answered[A]:
        """The same for threads: it waits until the outcome is durable."""
        return self.begin(command, envelope).result()

    def begin(self, command: Command[A], envelope: Envelope) -> Future[Answered[A]]:
        """The same for threads that have more to ask before they wait."""
        future: Future[Answered[A]] = Future()
        self._waiting.add(Waiting(command, envelope, ThreadReply(future)))
        return future

    def report(self, asked: Sequence[tuple[Command[A], Envelope]]) -> list[Future[Answered[A]]]:
        """What happened already, in this order: nobody waits for it, so it goes with a batch of others."""
        futures: list[Future[Answered[A]]] = [Future() for _ in asked]
        self._waiting.add_reports(
            Waiting(command, envelope, ThreadReply(future))
            for (command, envelope), future in zip(asked, futures, strict=True)
        )
        return futures

    def _work(self) -> None:
        while batch := self._waiting.take(BATCH_COMMANDS_MAX, most_bulk=BATCH_BULK_MAX):
            for waiting, outcome in zip(batch, self._outcomes(batch), strict=True):
                waiting.reply.deliver(outcome)
            self._loops.flush()

    def _outcomes(self, batch: Sequence[Waiting]) -> Sequence[Outcome]:
        """Whatever goes wrong with a batch, its callers are told, and the thread lives on."""
        try:
            return self._writer.carry_out(batch)
        except Exception as error:
            logger.exception("batch failed")
            return [error] * len(batch)
