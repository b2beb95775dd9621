"""Keeps promises that were forgotten: reminds of work that is due, and gives up what is overdue."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event, Thread

from infrastructure.work.dispatcher import Dispatcher
from infrastructure.work.work_table import Lease, WorkTable
from infrastructure.work.worker import GivesUpTogether, Worker

SWEEP_SECONDS = 0.5
LOST_AFTER_SECONDS = 2.0
"""A message that is older has been lost, or its worker is gone."""

ATTEMPTS_MAX = 3
"""Work that took three workers down with it is given up."""

TOGETHER_MAX = 100
"""Given up by one call, in one commit: who presses meanwhile waits some 10 ms for it."""

logger = logging.getLogger(__name__)


class Sweeper:
    def __init__(
        self,
        work_table: WorkTable,
        dispatcher: Dispatcher,
        workers: Mapping[str, Worker],
        *,
        always: Sequence[Callable[[], None]] = (),
        hourly: Sequence[Callable[[], None]] = (),
    ) -> None:
        self._work_table = work_table
        self._dispatcher = dispatcher
        self._workers = workers
        self._always = always
        self._hourly = (work_table.forget_old_receipts, *hourly)
        self._closing = Event()
        self._thread = Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()

    def give_up_all(self, kind: str, reason: str) -> None:
        """What was owed before this server started, and must not happen late: nor if giving up fails."""
        self._work_table.count_as_tried(kind)
        self._give_up([lease for lease in self._work_table.owed() if lease.kind == kind], reason)

    def take_up(self, kind: str, *, untried: bool = False) -> None:
        """What was begun before this server started is begun again; `untried`: or only waited its turn."""
        self._work_table.release(kind, untried=untried)

    def sweep(self) -> None:
        self._give_up(self._work_table.overdue(), "It was not done in time.")
        due = self._work_table.due(older_than=LOST_AFTER_SECONDS)
        in_vain = [lease for lease in due if lease.attempt >= ATTEMPTS_MAX]
        self._give_up(in_vain, "It was tried several times in vain.")
        for kind, leases in _by_kind(lease for lease in due if lease.attempt < ATTEMPTS_MAX).items():
            self._dispatcher.remind(kind, [lease.id for lease in leases])

    def _give_up(self, leases: Sequence[Lease], reason: str) -> None:
        """One that cannot be given up now keeps none of the others."""
        for kind, of_kind in _by_kind(leases).items():
            worker, references = self._workers[kind], [lease.reference for lease in of_kind]
            if isinstance(worker, GivesUpTogether):
                for first in range(0, len(references), TOGETHER_MAX):
                    with _tried_again(kind):
                        worker.give_up_together(references[first : first + TOGETHER_MAX], reason)
                continue
            for reference in references:
                with _tried_again(kind):
                    worker.give_up(reference, reason)

    def _run(self) -> None:
        sweeps_an_hour = int(3600 / SWEEP_SECONDS)
        sweeps = 0
        while not self._closing.wait(SWEEP_SECONDS):
            try:
                self.sweep()
                for chore in self._always:
                    _done_apart(chore)
                if sweeps % sweeps_an_hour == 0:
                    for chore in self._hourly:
                        _done_apart(chore)
            except Exception:
                logger.exception("sweep failed; it is tried again")
            sweeps += 1


def _by_kind(leases: Iterable[Lease]) -> Mapping[str, Sequence[Lease]]:
    found: defaultdict[str, list[Lease]] = defaultdict(list)
    for lease in leases:
        found[lease.kind].append(lease)
    return found


def _done_apart(chore: Callable[[], None]) -> None:
    """One that fails keeps none of the others."""
    try:
        chore()
    except Exception:
        logger.exception("chore failed; it is tried again")


@contextmanager
def _tried_again(kind: str) -> Iterator[None]:
    try:
        yield
    except Exception:
        logger.exception("work not given up; it is tried again", extra={"kind": kind})
