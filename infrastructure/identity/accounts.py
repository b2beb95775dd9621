"""Where plain text of people becomes what the model may see."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

from application.accounts.commands import (
    ChangeEmail,
    EraseUser,
    ExternalIdentity,
    RegisterUser,
    RenameUser,
)
from application.accounts.people import open_account
from application.claims import EMAIL, IDENTITY
from application.errors import NotFoundError
from application.sessions import InSession
from application.soundboard import Soundboard
from domain.claim import Claim
from domain.identifiers import SYSTEM_ID, claim_id, sign_in_id
from domain.sign_in import SignIn
from domain.user_account import UserAccount
from domain.values import Role
from infrastructure.identity.access import AccessRegister
from infrastructure.identity.one_time_links import Invitation
from infrastructure.identity.passwords import Passwords
from infrastructure.identity.personal_data import PersonalData, email_mac, identity_mac, new_key, seal
from infrastructure.log_store.log_store import LogStore


class SignedInUser(NamedTuple):
    """`epoch` is what it was when they were found, before a password was checked."""

    user_id: UUID
    epoch: int


class Accounts:
    def __init__(
        self,
        soundboard: Soundboard,
        log: LogStore,
        passwords: Passwords,
        personal_data: PersonalData,
        access: AccessRegister,
        *,
        email_key: bytes,
    ) -> None:
        self._soundboard = soundboard
        self._log = log
        self._passwords = passwords
        self._personal_data = personal_data
        self._access = access
        self._email_key = email_key

    async def registration(
        self,
        *,
        name: str,
        email: str,
        password: str | None,
        role: Role = Role.MEMBER,
        external: ExternalIdentity | None = None,
        invitation: Invitation | None = None,
        role_reason: str = "",
    ) -> RegisterUser:
        user_id, key = uuid4(), new_key()
        return RegisterUser(
            user_id=user_id,
            email_mac=email_mac(self._email_key, email),
            role=role,
            sealed_name=seal(key, user_id, name),
            sealed_email=seal(key, user_id, email),
            password_hash=None if password is None else await self._passwords.hash(password),
            personal_key=key,
            external=external,
            invitation=None if invitation is None else invitation.invitation_id,
            invited_by=None if invitation is None else invitation.given_by,
            role_reason=role_reason,
        )

    def external(self, provider: str, subject: str) -> ExternalIdentity:
        return ExternalIdentity(provider, identity_mac(self._email_key, provider, subject))

    async def signed_in(self, *, email: str, password: str) -> SignedInUser | None:
        """Whose e-mail and password these are; the same work is done where there is no such account."""
        found, stored = await asyncio.to_thread(self._credential, email)
        return found if await self._passwords.verify(stored, password) else None

    async def has_password(self, user_id: UUID, password: str) -> bool:
        stored = await asyncio.to_thread(self._log.password_hash, user_id)
        return await self._passwords.verify(stored, password)

    async def hashed(self, password: str) -> str:
        return await self._passwords.hash(password)

    # These read the log: not for the event loop.

    def is_without_password(self, user_id: UUID) -> bool:
        return self._log.password_hash(user_id) is None

    def known_as(self, external: ExternalIdentity) -> SignedInUser | None:
        """Whose account this identity is linked to."""
        return self._holder(IDENTITY, external.identity)

    def linked_providers(self, user_id: UUID) -> Sequence[str]:
        sign_in = self._soundboard.find(SignIn, sign_in_id(user_id))
        return [] if sign_in is None else sorted(sign_in.identities)

    def renaming(self, user_id: UUID, name: str, reason: str = "") -> RenameUser:
        """Raises NotFoundError."""
        return RenameUser(user_id, self._sealed(user_id, name), reason)

    def email_change(self, user_id: UUID, email: str, asked: InSession) -> ChangeEmail:
        """What is spelled as it was stays sealed as it was. Raises NotFoundError."""
        account = open_account(self._soundboard, user_id)
        before = self._personal_data.unseal(user_id, account.sealed_email)
        return ChangeEmail(
            user_id,
            old_mac=email_mac(self._email_key, before),
            new_mac=email_mac(self._email_key, email),
            asked=asked,
            sealed_email=account.sealed_email if email == before else self._sealed(user_id, email),
        )

    def erasure(self, user_id: UUID, reason: str = "", asked: InSession | None = None) -> EraseUser:
        """Raises NotFoundError."""
        return EraseUser(user_id, email_mac(self._email_key, self.email_of(user_id)), reason, asked)

    def _sealed(self, user_id: UUID, text: str) -> str:
        key = self._log.personal_keys([user_id]).get(user_id)
        if key is None:
            raise NotFoundError(UserAccount, user_id)
        return seal(key, user_id, text)

    def email_of(self, user_id: UUID) -> str:
        """Raises NotFoundError."""
        account = open_account(self._soundboard, user_id)
        return self._personal_data.unseal(user_id, account.sealed_email)

    def _credential(self, email: str) -> tuple[SignedInUser | None, str | None]:
        """Where there is no account, that of nobody is looked for: as many questions, as much time."""
        found = self._holder(EMAIL, email_mac(self._email_key, email))
        if found is None:
            self._access.epoch_of(SYSTEM_ID)
            self._log.password_hash(SYSTEM_ID)
            return None, None
        return found, self._log.password_hash(found.user_id)

    def _holder(self, kind: str, value: str) -> SignedInUser | None:
        claim = self._soundboard.find(Claim, claim_id(kind, value))
        if claim is None or claim.holder_id is None:
            return None
        return SignedInUser(claim.holder_id, self._access.epoch_of(claim.holder_id))
