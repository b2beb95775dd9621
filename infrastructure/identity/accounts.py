"""Registering and signing in: where plain text of people becomes what the model may see."""

import asyncio
from uuid import UUID, uuid4

from application.accounts.commands import RegisterUser
from application.claims import EMAIL
from application.soundboard import Soundboard
from domain.claim import Claim
from domain.identifiers import claim_id
from domain.values import Role
from infrastructure.identity.passwords import Passwords
from infrastructure.identity.personal_data import email_mac, new_key, seal
from infrastructure.log_store.log_store import LogStore


class Accounts:
    def __init__(
        self,
        soundboard: Soundboard,
        log: LogStore,
        passwords: Passwords,
        email_key: bytes,
        opening_credits: int,
    ) -> None:
        self._soundboard = soundboard
        self._log = log
        self._passwords = passwords
        self._email_key = email_key
        self._opening_credits = opening_credits

    async def registration(
        self, *, name: str, email: str, password: str, role: Role, user_id: UUID | None = None
    ) -> RegisterUser:
        user_id = user_id or uuid4()
        key = new_key()
        return RegisterUser(
            user_id=user_id,
            email_mac=email_mac(self._email_key, email),
            role=role,
            opening_credits=self._opening_credits,
            sealed_name=seal(key, user_id, name),
            sealed_email=seal(key, user_id, email),
            password_hash=await self._passwords.hash(password),
            personal_key=key,
        )

    async def signed_in(self, *, email: str, password: str) -> UUID | None:
        """The account that e-mail and password belong to; the same work is done where there is none."""
        user_id, stored = await asyncio.to_thread(self._credential, email)
        return user_id if await self._passwords.verify(stored, password) else None

    def _credential(self, email: str) -> tuple[UUID | None, str | None]:
        claim = self._soundboard.find(Claim, claim_id(EMAIL, email_mac(self._email_key, email)))
        if claim is None or claim.holder_id is None:
            return None, None
        return claim.holder_id, self._log.password_hash(claim.holder_id)
