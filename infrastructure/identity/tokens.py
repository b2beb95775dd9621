"""Access tokens: they name a session for a short time, and are checked without asking a database."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from application.ports import Clock
from infrastructure.identity.signed_tokens import InvalidTokenError, SignedTokens

ACCESS = "access"

REMEMBERED_MAX = 10_000
"""Tokens whose signature was checked already: as many as people who play at once, and more."""


class TokenOwner(NamedTuple):
    user_id: UUID
    session_id: UUID


class Tokens:
    def __init__(self, signed: SignedTokens, life: timedelta, clock: Clock) -> None:
        self._signed = signed
        self._life = life
        self._clock = clock
        self._remembered: OrderedDict[str, tuple[TokenOwner, float]] = OrderedDict()

    def issue(self, user_id: UUID, session_id: UUID) -> tuple[str, datetime]:
        return self._signed.issue(ACCESS, user_id, self._life, sid=str(session_id))

    def owner(self, token: str) -> TokenOwner:
        """Who the token was issued to, and in which session; raises InvalidTokenError."""
        if (remembered := self._remembered.get(token)) is None:
            remembered = self._check(token)
            self._remembered[token] = remembered
            if len(self._remembered) > REMEMBERED_MAX:
                self._remembered.popitem(last=False)
        owner, expires = remembered
        if expires <= self._clock.now().timestamp():
            raise InvalidTokenError("The login has expired. Refresh it, or sign in again.")
        return owner

    def _check(self, token: str) -> tuple[TokenOwner, float]:
        claims = self._signed.check_but_for_time(token, ACCESS)
        try:
            return TokenOwner(UUID(claims["sub"]), UUID(claims["sid"])), float(claims["exp"])
        except (KeyError, ValueError, TypeError, AttributeError):
            raise InvalidTokenError("This is not a token of ours.") from None
