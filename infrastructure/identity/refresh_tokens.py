"""Refresh tokens: a session's number and how often it was refreshed, under a keyed hash. None is stored."""

import hashlib
import hmac
from typing import NamedTuple
from uuid import UUID

from infrastructure.identity.signed_tokens import InvalidTokenError

PREFIX = "sbr"


class RefreshToken(NamedTuple):
    session_id: UUID
    generation: int


class RefreshTokens:
    """The same session and generation always give the same token: an answer that was lost is given again."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"refresh tokens", hashlib.sha256)

    def issue(self, session_id: UUID, generation: int) -> str:
        named = f"{PREFIX}_{session_id.hex}_{generation}"
        return f"{named}_{self._mac(named)}"

    def read(self, token: str) -> RefreshToken:
        """Raises InvalidTokenError."""
        named, _, mac = token.rpartition("_")
        if not token.isascii() or not hmac.compare_digest(mac, self._mac(named)):
            raise InvalidTokenError("This is not a refresh token of ours.")
        _, session, generation = named.split("_")
        return RefreshToken(UUID(session), int(generation))

    def _mac(self, named: str) -> str:
        return hmac.new(self._key, named.encode(), hashlib.sha256).hexdigest()
