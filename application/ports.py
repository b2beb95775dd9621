"""What the use cases need of the world. They are given it; they never fetch it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from application.decision import Decision
from application.records import Receipt, ReceiptKey
from domain.aggregate import AggregateRoot

A = TypeVar("A", bound=AggregateRoot)


class Clock(Protocol):
    def now(self) -> datetime: ...


class Aggregates(Protocol):
    def load(self, kind: type[A], id: UUID) -> A:
        """Raises NotFoundError where there is none of this kind."""

    def find(self, kind: type[A], id: UUID) -> A | None: ...


class Speakers(Protocol):
    def ensure_ready(self) -> None:
        """Raises an ApplicationError that says why nothing can be played now."""


class OpenWork(Protocol):
    def open_references(self, kind: str) -> Sequence[UUID]:
        """What work of this kind is about, oldest first, as committed."""


class CommandHandlers(Protocol):
    def by_command(self) -> Mapping[type, Callable[[Any], Decision[Any]]]: ...


class LogReader(Protocol):
    """What the executor must know of the log store before it decides."""

    def receipts(self, keys: Sequence[ReceiptKey]) -> Mapping[ReceiptKey, Receipt]: ...

    def last_position(self) -> int: ...

    def changed_since(self, position: int) -> set[UUID]:
        """The streams that grew after the position, by whichever process."""
