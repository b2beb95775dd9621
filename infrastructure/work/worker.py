"""What every kind of work has in common."""

from collections.abc import Sequence
from typing import ClassVar, Protocol, runtime_checkable
from uuid import UUID

from infrastructure.work.work_table import Lease


class Worker(Protocol):
    """Everything here may happen twice: the message, the work, the command. It shrugs at the second time."""

    kind: ClassVar[str]
    seconds_max: ClassVar[float]
    """How long a lease lasts: after that the work is due again."""

    def carry_out(self, leases: Sequence[Lease]) -> None: ...

    def give_up(self, reference: UUID, reason: str) -> None:
        """Settle what cannot be done any more, with the reason."""


@runtime_checkable
class GivesUpTogether(Protocol):
    """A worker of which thousands may be overdue at once, and people wait for their credits."""

    def give_up_together(self, references: Sequence[UUID], reason: str) -> None:
        """Like giving up each; one that fails keeps none of the others."""
