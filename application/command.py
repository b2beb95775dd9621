"""A command, who gives it, and what comes back."""

from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar, get_args
from uuid import UUID

from application.credits.priced import Priced
from application.new_id import new_id
from application.sessions import Asked
from domain.identifiers import SYSTEM_ID, command_id

A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)


class Command(Generic[A_co]):
    """Something asked of the write side; `A_co` is the dataclass, or None, that answers it.

    Its `repr` is its fingerprint: fields that differ between two tries of one request hide from it.
    """

    is_alone = False
    """Whether it gets a batch of its own, so that it sees everything given before it committed."""

    priced: ClassVar[Priced | None] = None
    """What it costs, and whom: then its handler is given what was paid."""


@dataclass(frozen=True)
class Envelope:
    """Who gives a command, and how it is told from its repetitions."""

    actor_id: UUID
    command_id: UUID
    idempotency_key: str | None = None
    caused_by: UUID | None = None
    is_bulk: bool = False
    as_host: Asked | None = None
    """By what a host asks for what only hosts may: it must still be good when the command's turn comes."""


@dataclass(frozen=True)
class Answered(Generic[A_co]):
    """The answer to a command, and the log position that a reader must reach to see its effect."""

    answer: A_co
    position: int
    is_repeated: bool = False
    """Whether it was carried out before, and this is the answer it got then."""


def envelope(actor_id: UUID, idempotency_key: str | None = None, *, as_host: Asked | None = None) -> Envelope:
    """A repetition with the same key has the same command id; without a key it is random."""
    id = command_id(actor_id, idempotency_key) if idempotency_key else new_id()
    return Envelope(actor_id, id, idempotency_key, as_host=as_host)


def from_system(*, caused_by: UUID | None = None, is_bulk: bool = False) -> Envelope:
    return Envelope(SYSTEM_ID, new_id(), caused_by=caused_by, is_bulk=is_bulk)


def answer_type(command: type[Command[Any]]) -> type | None:
    """The class that answers such a command; None where the answer is None."""
    [declared] = [get_args(base)[0] for base in command.__dict__["__orig_bases__"] if get_args(base)]
    return None if declared in (None, type(None)) else declared
