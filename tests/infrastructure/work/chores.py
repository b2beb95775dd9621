"""A kind of work that is easily done, and a worker that remembers what it was told."""

from collections.abc import Sequence
from queue import Queue
from typing import ClassVar
from uuid import UUID

from domain.identifiers import work_id
from infrastructure.work.work_table import Lease

WAIT_SECONDS_MAX = 10.0


class ChoreWorker:
    kind: ClassVar = "chore"
    seconds_max: ClassVar = 30.0

    def __init__(self) -> None:
        self.done: Queue[Sequence[Lease]] = Queue()
        self.given_up: list[tuple[UUID, str]] = []

    def carry_out(self, leases: Sequence[Lease]) -> None:
        self.done.put(leases)

    def give_up(self, reference: UUID, reason: str) -> None:
        self.given_up.append((reference, reason))

    def next_done(self) -> set[UUID]:
        """What the next message asked for."""
        return {lease.reference for lease in self.done.get(timeout=WAIT_SECONDS_MAX)}


class StubbornWorker(ChoreWorker):
    kind: ClassVar = "stubborn"

    def give_up(self, reference: UUID, reason: str) -> None:
        raise ZeroDivisionError


class CrowdWorker(ChoreWorker):
    kind: ClassVar = "crowd"

    def __init__(self) -> None:
        super().__init__()
        self.given_up_together: list[Sequence[UUID]] = []

    def give_up_together(self, references: Sequence[UUID], reason: str) -> None:
        """The first call fails."""
        self.given_up_together.append(references)
        if len(self.given_up_together) == 1:
            raise ZeroDivisionError(reason)


def chore_id(reference: UUID) -> UUID:
    return work_id("chore", reference)
