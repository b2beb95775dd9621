"""What every kind of work has in common."""

from collections.abc import Sequence
from typing import ClassVar, Protocol
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
