"""What belongs to a command but must never be in the log: it is kept in tables beside it."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Credential:
    user_id: UUID
    password_hash: str = field(repr=False)


@dataclass(frozen=True)
class PersonalKey:
    """The key that seals one person's data in the log. Without it they are noise."""

    user_id: UUID
    key: bytes = field(repr=False)


@dataclass(frozen=True)
class Receipt:
    """That a command with this key was carried out, and what it was answered."""

    actor_id: UUID
    key: str
    fingerprint: str
    answer: bytes


Record = Credential | PersonalKey | Receipt
ReceiptKey = tuple[UUID, str]
