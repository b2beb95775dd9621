"""Gives credits back that nobody settled in time."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from application.credits.commands import ReleaseReservation
from application.executor.command_executor import CommandExecutor
from application.process_managers.holding import HOLD_CREDITS
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.work.settling import settle_together
from infrastructure.work.work_table import Lease
from projections.credits.queries import holders_of_reservations


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
        self.give_up_together([reference], reason)

    def give_up_together(self, references: Sequence[UUID], reason: str) -> None:
        """Those that the read model does not know yet are tried again soon."""
        holders = self._queries.run(holders_of_reservations, references)
        releases = (ReleaseReservation(owner, reference, reason) for reference, owner in holders.items())
        settle_together(self._executor, releases)
