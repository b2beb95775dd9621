"""Carries work from the commit that asked for it to a thread that does it, through a Dramatiq broker.

The row is the promise, the message only a reminder: it names the work and nothing else.
"""

import logging
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from uuid import UUID

import dramatiq
from dramatiq.brokers.stub import StubBroker

from application.decision import Commit
from application.work import Work
from infrastructure.work.work_table import Lease, WorkTable
from infrastructure.work.worker import Worker

THREADS = 4
"""One for a long scan, the others for what a person waits for."""

LOOKS_UP_MILLISECONDS = 250
"""How long each of some twenty threads without work sleeps, and how late it hears that it is to stop."""

logger = logging.getLogger(__name__)


def embedded_broker() -> StubBroker:
    """In memory, without Dramatiq's own retries and limits: the work table has the attempts and deadlines."""
    return StubBroker(middleware=[])


class Dispatcher:
    def __init__(
        self,
        broker: dramatiq.Broker,
        work_table: WorkTable,
        workers: Sequence[Worker],
        *,
        leased_when_asked: Container[str] = (),
    ) -> None:
        """`leased_when_asked`: kinds whose work comes out of its commit leased to this process."""
        self._work_table = work_table
        self._leased_when_asked = leased_when_asked
        self._leased: dict[UUID, Lease] = {}
        self._actors = {worker.kind: self._actor(broker, worker) for worker in workers}
        self._threads = dramatiq.Worker(broker, worker_threads=THREADS, worker_timeout=LOOKS_UP_MILLISECONDS)

    def start(self) -> None:
        self._threads.start()

    def close(self) -> None:
        self._threads.stop(timeout=5_000)

    def after_commit(self, _: int, commit: Commit) -> None:
        asked: defaultdict[str, list[UUID]] = defaultdict(list)
        for change in commit.entailed.work:
            if isinstance(change, Work):
                asked[change.kind].append(change.id)
                if change.kind in self._leased_when_asked:
                    self._leased[change.id] = _first_lease(change)
        for kind, ids in asked.items():
            self.remind(kind, ids)

    def remind(self, kind: str, ids: Iterable[UUID]) -> None:
        """One message for all of a kind; a broker that does not answer is the sweeper's business."""
        if kind not in self._actors:
            logger.error("nobody here does this work; its deadline will tell", extra={"kind": kind})
            return
        try:
            self._actors[kind].send([str(id) for id in ids])
        except dramatiq.errors.BrokerError:
            logger.warning("message not sent; the sweeper will send it again", extra={"kind": kind})

    def _leases(self, ids: Sequence[UUID], seconds: float) -> list[Lease]:
        """What came leased is taken once; a reminder of it leases like any other."""
        leased = [lease for id in ids if (lease := self._leased.pop(id, None)) is not None]
        if leased:
            ids = [id for id in ids if id not in {lease.id for lease in leased}]
        return leased + self._work_table.lease(ids, seconds=seconds) if ids else leased

    def _actor(self, broker: dramatiq.Broker, worker: Worker) -> dramatiq.Actor[[list[str]], None]:
        def carry_out(ids: list[str]) -> None:
            leases = self._leases([UUID(id) for id in ids], worker.seconds_max)
            if leases:
                worker.carry_out(leases)

        return dramatiq.Actor(
            carry_out, broker=broker, actor_name=worker.kind, queue_name=worker.kind, priority=0, options={}
        )


def _first_lease(work: Work) -> Lease:
    return Lease(work.id, work.kind, work.reference, attempt=1, deadline=work.deadline.timestamp())
