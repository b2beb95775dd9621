"""After somebody was erased: no byte of what they were called stays in the files of the databases."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar
from uuid import UUID

from application.ports import Clock
from application.process_managers.leaving import SCRUB, SCRUB_WITHIN
from application.work import Work
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.tables import OF_PEOPLE
from infrastructure.read_store.scrubbing import Scrubbing
from infrastructure.rewriting import rewrite
from infrastructure.work.work_table import Lease, WorkTable

PATIENCE_SECONDS = 3.0
"""Longer waits are the next attempt's: a server that stops does not wait for this thread."""

LOOK_AGAIN_SECONDS = 0.05

logger = logging.getLogger(__name__)


class ScrubWorker:
    kind: ClassVar[str] = SCRUB
    seconds_max: ClassVar[float] = 60.0

    def __init__(
        self,
        log: LogStore,
        read_models: Scrubbing,
        work_table: WorkTable,
        clock: Clock,
        note_down: Callable[[Iterable[UUID]], None] = lambda _: None,
    ) -> None:
        """`note_down` keeps who left where no backup of the log has it."""
        self._log = log
        self._note_down = note_down
        self._read_models = read_models
        self._work_table = work_table
        self._clock = clock

    def carry_out(self, leases: Sequence[Lease]) -> None:
        """For all of them at once. What does not succeed is tried again when the lease ends."""
        self._note_down(lease.reference for lease in leases)
        if self._scrub(self._log.last_position(), time.monotonic() + PATIENCE_SECONDS):
            self._work_table.settle(lease.id for lease in leases)
            logger.info("scrubbed", extra={"people": len(leases)})
        else:
            logger.warning("not scrubbed yet: a read model is behind, or somebody reads for long")

    def give_up(self, reference: UUID, reason: str) -> None:
        """Never: it is asked for again."""
        logger.error("somebody who left is not scrubbed yet; it is tried again", extra={"reason": reason})
        self._work_table.ask_again(Work(SCRUB, reference, self._clock.now() + SCRUB_WITHIN))

    def _scrub(self, position: int, deadline: float) -> bool:
        if not _is_soon(lambda: self._read_models.is_level(position), deadline):
            return False
        self._read_models.rewrite(position)
        rewrite(self._log.writing, [table.name for table in OF_PEOPLE])
        return _is_soon(self._read_models.empty_wal, deadline) and _is_soon(
            self._log.writing.empty_wal, deadline
        )


def _is_soon(is_so: Callable[[], bool], deadline: float) -> bool:
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_AGAIN_SECONDS)
    return True
