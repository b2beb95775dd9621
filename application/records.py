"""What belongs to a command but must never be in the log: it is kept in tables beside it."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Credential:
    """Takes the place of the one before."""

    user_id: UUID
    password_hash: str = field(repr=False)


@dataclass(frozen=True)
class PersonalKey:
    """The key that seals one person's data in the log. Without it they are noise."""

    user_id: UUID
    key: bytes = field(repr=False)


@dataclass(frozen=True)
class NewSession:
    """A family of refresh tokens. Times are seconds since 1970, UTC."""

    session_id: UUID
    user_id: UUID
    epoch: int
    device: str
    begun_at: float
    expires_at: float


@dataclass(frozen=True)
class EndedSession:
    session_id: UUID


@dataclass(frozen=True)
class NewApiToken:
    """Times are seconds since 1970, UTC."""

    token_id: UUID
    user_id: UUID
    name: str
    scopes: str
    secret_hash: str = field(repr=False)
    issued_at: float
    expires_at: float | None


@dataclass(frozen=True)
class RevokedApiToken:
    token_id: UUID


@dataclass(frozen=True)
class ErasedPerson:
    """Everything of theirs that is kept beside the log goes."""

    user_id: UUID


@dataclass(frozen=True)
class Receipt:
    """That a command with this key was carried out, and what it was answered."""

    actor_id: UUID
    key: str
    fingerprint: str
    answer: bytes


Record = (
    Credential
    | PersonalKey
    | NewSession
    | EndedSession
    | NewApiToken
    | RevokedApiToken
    | ErasedPerson
    | Receipt
)
ReceiptKey = tuple[UUID, str]
