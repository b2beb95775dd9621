"""Gives credits back that nobody settled in time."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from application.command import from_system
from application.credits.commands import ReleaseReservation
from application.executor.command_executor import CommandExecutor
from application.process_managers.holding import HOLD_CREDITS
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.work.work_table import Lease
from projections.credits.queries import holder_of_reservation


class HoldCreditsWorker:
    """There is nothing to do until the deadline: until then it is leased, and so not due."""

    kind: ClassVar[str] = HOLD_CREDITS
    seconds_max: ClassVar[float] = 10 * 365 * 24 * 3600.0

    def __init__(self, executor: CommandExecutor, queries: ReadDatabase) -> None:
        self._executor = executor
        self._queries = queries

    def carry_out(self, leases: Sequence[Lease]) -> None:
        pass

    def give_up(self, reference: UUID, reason: str) -> None:
        """Where the read model does not know the reservation yet, it is tried again soon."""
        owner = self._queries.run(holder_of_reservation, reference)
        if owner is not None:
            self._executor.begin(ReleaseReservation(owner, reference, reason), from_system()).result()
