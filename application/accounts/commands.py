"""What can be asked of accounts."""

from dataclasses import dataclass, field
from uuid import UUID

from application.command import Command
from domain.values import Role


@dataclass(frozen=True)
class UserRegistered:
    user_id: UUID


@dataclass(frozen=True)
class RegisterUser(Command[UserRegistered]):
    """Sealed text, hash and key differ at every try, so they are no part of the fingerprint."""

    user_id: UUID
    email_mac: str
    role: Role
    opening_credits: int
    sealed_name: str = field(repr=False)
    sealed_email: str = field(repr=False)
    password_hash: str = field(repr=False)
    personal_key: bytes = field(repr=False)


@dataclass(frozen=True)
class BeginSoundboard(Command[None]):
    """The first thing that ever happens: an admin, and an open library. Both or neither."""

    admin: RegisterUser


@dataclass(frozen=True)
class DisableUser(Command[None]):
    user_id: UUID


@dataclass(frozen=True)
class EnableUser(Command[None]):
    user_id: UUID
