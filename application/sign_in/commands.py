"""What can be asked of how somebody gets in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from application.accounts.commands import ExternalIdentity
from application.command import Command
from application.sessions import InSession
from domain.values import Scope


@dataclass(frozen=True)
class BeginSession(Command[None]):
    """`epoch` is what it was before the password was checked."""

    session_id: UUID
    user_id: UUID
    epoch: int
    life: timedelta
    device: str = field(repr=False)


@dataclass(frozen=True)
class EndSession(Command[None]):
    user_id: UUID
    session_id: UUID
    why: str
    reason: str = ""


@dataclass(frozen=True)
class SignOutEverywhere(Command[None]):
    user_id: UUID


@dataclass(frozen=True)
class PasswordChosen:
    """The epoch that began with it: what a device is known by from now on must name it."""

    epoch: int


@dataclass(frozen=True)
class ChangePassword(Command[PasswordChosen]):
    """Alone in its batch, as there is one hash to an account."""

    is_alone = True

    user_id: UUID
    asked: InSession
    password_hash: str = field(repr=False)


@dataclass(frozen=True)
class ResetOffered:
    """The number of the offer, which its link must bring back."""

    offer: int


@dataclass(frozen=True)
class OfferReset(Command[ResetOffered]):
    user_id: UUID
    reason: str


@dataclass(frozen=True)
class ResetPassword(Command[PasswordChosen]):
    """Alone in its batch, as there is one hash to an account."""

    is_alone = True

    user_id: UUID
    offer: int
    offered_by: UUID
    password_hash: str = field(repr=False)


@dataclass(frozen=True)
class IssueToken(Command[None]):
    """The name is its owner's own word, and so not for the log."""

    token_id: UUID
    user_id: UUID
    asked: InSession
    scopes: frozenset[Scope]
    expires_at: datetime | None
    name: str = field(repr=False)
    secret_hash: str = field(repr=False)


@dataclass(frozen=True)
class RevokeToken(Command[None]):
    user_id: UUID
    token_id: UUID
    reason: str = ""


@dataclass(frozen=True)
class LinkIdentity(Command[None]):
    user_id: UUID
    asked: InSession
    external: ExternalIdentity


@dataclass(frozen=True)
class UnlinkIdentity(Command[None]):
    user_id: UUID
    asked: InSession
    provider: str
