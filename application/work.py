"""What process managers ask for: work for later, in the transaction of the event that calls for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.aggregate import Event
from domain.identifiers import work_id


@dataclass(frozen=True)
class Work:
    """A promise that something will be done, or given up at its deadline."""

    kind: str
    reference: UUID
    deadline: datetime

    @property
    def id(self) -> UUID:
        return work_id(self.kind, self.reference)


@dataclass(frozen=True)
class Prolonged:
    """The work goes on, until a later deadline."""

    kind: str
    reference: UUID
    deadline: datetime

    @property
    def id(self) -> UUID:
        return work_id(self.kind, self.reference)


@dataclass(frozen=True)
class Settled:
    """Nothing is owed any more."""

    kind: str
    reference: UUID

    @property
    def id(self) -> UUID:
        return work_id(self.kind, self.reference)


WorkChange = Work | Prolonged | Settled


class ProcessManager(Protocol):
    """Pure: an event in, changes of work out."""

    def react(self, event: Event) -> Sequence[WorkChange]: ...
