"""Keeps promises that were forgotten: reminds of work that is due, and gives up what is overdue."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from threading import Event, Thread
from uuid import UUID

from infrastructure.work.dispatcher import Dispatcher
from infrastructure.work.work_table import Lease, WorkTable
from infrastructure.work.worker import Worker

SWEEP_SECONDS = 0.5
LOST_AFTER_SECONDS = 2.0
"""A message that is older has been lost, or its worker is gone."""

ATTEMPTS_MAX = 3
"""Work that took three workers down with it is given up."""

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
        for lease in self._work_table.owed():
            if lease.kind == kind:
                self._give_up(lease, reason)

    def take_up(self, kind: str, *, untried: bool = False) -> None:
        """What was begun before this server started is begun again; `untried`: or only waited its turn."""
        self._work_table.release(kind, untried=untried)

    def sweep(self) -> None:
        for lease in self._work_table.overdue():
            self._give_up(lease, "It was not done in time.")
        due: defaultdict[str, list[UUID]] = defaultdict(list)
        for lease in self._work_table.due(older_than=LOST_AFTER_SECONDS):
            if lease.attempt >= ATTEMPTS_MAX:
                self._give_up(lease, "It was tried several times in vain.")
            else:
                due[lease.kind].append(lease.id)
        for kind, ids in due.items():
            self._dispatcher.remind(kind, ids)

    def _give_up(self, lease: Lease, reason: str) -> None:
        """One that cannot be given up now keeps none of the others."""
        try:
            self._workers[lease.kind].give_up(lease.reference, reason)
        except Exception:
            logger.exception("work not given up; it is tried again", extra={"kind": lease.kind})

    def _run(self) -> None:
        sweeps_an_hour = int(3600 / SWEEP_SECONDS)
        sweeps = 0
        while not self._closing.wait(SWEEP_SECONDS):
            try:
                self.sweep()
                for chore in self._always:
                    chore()
                if sweeps % sweeps_an_hour == 0:
                    for chore in self._hourly:
                        chore()
            except Exception:
                logger.exception("sweep failed; it is tried again")
            sweeps += 1
