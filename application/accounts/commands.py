"""What can be asked of accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from application.command import Command
from application.sessions import InSession
from domain.values import Role


@dataclass(frozen=True)
class ExternalIdentity:
    """Somebody at another service; `identity` is a keyed hash of provider and subject."""

    provider: str
    identity: str


@dataclass(frozen=True)
class UserRegistered:
    user_id: UUID


@dataclass(frozen=True)
class RegisterUser(Command[UserRegistered]):
    """With a password, an identity elsewhere, or both. An invitation is good for one.

    Sealed text, hash and key differ at every try, so they are no part of the fingerprint.
    """

    user_id: UUID
    email_mac: str
    role: Role
    sealed_name: str = field(repr=False)
    sealed_email: str = field(repr=False)
    password_hash: str | None = field(repr=False)
    personal_key: bytes = field(repr=False)
    external: ExternalIdentity | None = None
    invitation: UUID | None = None
    invited_by: UUID | None = None
    role_reason: str = ""
    """Why an admin made another one; the first of a board has none."""


@dataclass(frozen=True)
class BeginSoundboard(Command[None]):
    """The first thing that ever happens: an admin, and an open library. Both or neither."""

    admin: RegisterUser


@dataclass(frozen=True)
class OpenAdminRoster(Command[None]):
    """On boards that began without one."""

    admin_ids: Sequence[UUID]


@dataclass(frozen=True)
class RenameUser(Command[None]):
    user_id: UUID
    sealed_name: str = field(repr=False)
    reason: str = ""


@dataclass(frozen=True)
class ChangeEmail(Command[None]):
    """The old address is free from then on, unless it is the same one in another spelling."""

    user_id: UUID
    old_mac: str
    new_mac: str
    asked: InSession
    sealed_email: str = field(repr=False)


@dataclass(frozen=True)
class ChangeRole(Command[None]):
    user_id: UUID
    role: Role
    reason: str


@dataclass(frozen=True)
class ChangePlan(Command[None]):
    user_id: UUID
    plan: str
    reason: str


@dataclass(frozen=True)
class ChangeUser(Command[None]):
    """All of these or none, in one commit. They are about the same person."""

    changes: Sequence[RenameUser | ChangeRole | ChangePlan]


@dataclass(frozen=True)
class Invite(Command[None]):
    """Good for opening one account."""

    invitation_id: UUID
    reason: str


@dataclass(frozen=True)
class DisableUser(Command[None]):
    user_id: UUID
    reason: str


@dataclass(frozen=True)
class EnableUser(Command[None]):
    user_id: UUID
    reason: str


@dataclass(frozen=True)
class EraseUser(Command[None]):
    """Alone in its batch, so that nothing that another command writes escapes it."""

    is_alone = True

    user_id: UUID
    email_mac: str
    reason: str = ""
    asked: InSession | None = None
    """None where a host erases somebody."""
