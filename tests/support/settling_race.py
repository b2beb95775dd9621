"""Commands that reach for the same credits within 50 ms, from several threads, each delivered twice."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event as Signal
from threading import Lock
from typing import Any
from uuid import UUID

from application.command import Command, Envelope, envelope, from_system
from infrastructure.container import Container
from infrastructure.credits.hold_credits import HoldCreditsWorker
from infrastructure.work.sweeper import Sweeper
from infrastructure.work.work_table import WorkTable
from tests.support.aggregates import BERT

WINDOW_SECONDS = 0.05
"""Within so long everything about one reservation begins."""

THREADS = 4
HOST = BERT


@dataclass
class Attempts:
    """When each began, by what it was about."""

    begun: defaultdict[UUID, list[float]] = field(default_factory=lambda: defaultdict(list))
    _lock: Lock = field(default_factory=Lock)

    def note(self, about: UUID) -> None:
        with self._lock:
            self.begun[about].append(time.monotonic())

    def share_that_raced(self) -> float:
        """Of all: those that more than one reached for, all of them within the window."""
        raced = [max(times) - min(times) <= WINDOW_SECONDS for times in self.begun.values() if len(times) > 1]
        return sum(raced) / len(self.begun)


@dataclass(frozen=True)
class Delivery:
    """`at` is of the system's clock. What is `about` nothing is no attempt at one reservation."""

    at: float
    command: Command[Any]
    about: UUID | None
    by: UUID | None = None

    @property
    def envelope(self) -> Envelope:
        return from_system() if self.by is None else envelope(self.by)


class Deliveries:
    """Hands commands over when their time comes, twice each, in the same envelope."""

    def __init__(self, container: Container, attempts: Attempts) -> None:
        self._container = container
        self._attempts = attempts

    def begin(self, deliveries: Sequence[Delivery], pool: ThreadPoolExecutor) -> list[Future[Any]]:
        in_order = sorted(deliveries, key=lambda each: each.at)
        return [pool.submit(self._deliver, in_order[thread::THREADS]) for thread in range(THREADS)]

    def _deliver(self, deliveries: Sequence[Delivery]) -> list[BaseException]:
        """What was refused."""
        outcomes: list[Future[Any]] = []
        for each in deliveries:
            time.sleep(max(0.0, each.at - time.time()))
            if each.about is not None:
                self._attempts.note(each.about)
            enclosed = each.envelope
            outcomes += [self._container.executor.begin(each.command, enclosed) for _ in range(2)]
        return [error for each in outcomes if (error := each.exception(timeout=60)) is not None]


class NotingWorker(HoldCreditsWorker):
    def __init__(self, container: Container, attempts: Attempts) -> None:
        super().__init__(container.executor, container.queries)
        self._attempts = attempts

    def give_up_together(self, references: Sequence[UUID], reason: str) -> None:
        for each in references:
            self._attempts.note(each)
        super().give_up_together(references, reason)


@contextmanager
def sweeping(container: Container, attempts: Attempts) -> Iterator[None]:
    """Again and again, beside the board's own sweeper, which looks twice a second."""
    table = WorkTable(container.log.writing, container.log.reading)
    worker = NotingWorker(container, attempts)
    sweeper = Sweeper(table, container.dispatcher, {worker.kind: worker})
    is_over = Signal()

    def sweep() -> None:
        while not is_over.wait(0.004):
            sweeper.sweep()

    with ThreadPoolExecutor(1) as pool:
        swept = pool.submit(sweep)
        try:
            yield
        finally:
            is_over.set()
            swept.result()
