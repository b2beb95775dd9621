"""API tokens: for scripts and stream decks. Shown once; what is kept is a hash."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, and_, delete, select, update

from application.ports import Clock
from domain.values import Scope
from infrastructure.databases import WritingDatabase
from infrastructure.identity.signed_tokens import InvalidTokenError
from infrastructure.log_store.recorder import translated_errors
from infrastructure.log_store.tables import api_tokens

PREFIX = "sb_"
ID_LENGTH = 32
SECRET_BYTES = 32
API_TOKEN_LENGTH_MAX = 128

NOT_OURS = "This is not an API token of ours."


class PresentedToken(NamedTuple):
    token_id: UUID
    secret: str


def new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def written(token_id: UUID, secret: str) -> str:
    return f"{PREFIX}{token_id.hex}_{secret}"


def read(token: str) -> PresentedToken:
    """Raises InvalidTokenError."""
    named, secret = token[len(PREFIX) :][:ID_LENGTH], token[len(PREFIX) + ID_LENGTH + 1 :]
    if len(token) > API_TOKEN_LENGTH_MAX or not token.isascii():
        raise InvalidTokenError(NOT_OURS)
    try:
        return PresentedToken(UUID(named), secret)
    except ValueError:
        raise InvalidTokenError(NOT_OURS) from None


def hash_of(secret: str) -> str:
    """A fast hash is enough: nobody guesses 32 random bytes."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class ApiToken:
    """Times are seconds since 1970, UTC."""

    token_id: UUID
    user_id: UUID
    name: str
    scopes: str
    secret_hash: str = field(repr=False)
    issued_at: float
    expires_at: float | None
    used_at: float | None

    @property
    def granted(self) -> frozenset[Scope]:
        return frozenset(map(Scope, self.scopes.split()))


class ApiTokenTable:
    def __init__(self, writing: WritingDatabase, reading: Engine, clock: Clock) -> None:
        self._writing = writing
        self._reading = reading
        self._clock = clock

    def find(self, token_id: UUID) -> ApiToken | None:
        """Also one that has expired."""
        with translated_errors(), self._reading.connect() as connection:
            row = connection.execute(
                select(api_tokens).where(api_tokens.c.token_id == token_id)
            ).one_or_none()
        return None if row is None else ApiToken(*row)

    def of_user(self, user_id: UUID) -> Sequence[ApiToken]:
        """Those that have not expired, the newest first."""
        query = select(api_tokens).where(api_tokens.c.user_id == user_id, ~self._is_expired())
        with translated_errors(), self._reading.connect() as connection:
            return [
                ApiToken(*row) for row in connection.execute(query.order_by(api_tokens.c.issued_at.desc()))
            ]

    def forget_expired(self) -> None:
        with translated_errors(), self._writing.hasty_transaction() as connection:
            connection.execute(delete(api_tokens).where(self._is_expired()))

    def _is_expired(self) -> ColumnElement[bool]:
        until = api_tokens.c.expires_at
        return and_(until.is_not(None), until <= self._clock.now().timestamp())

    def note_use(self, token_id: UUID) -> None:
        now = self._clock.now().timestamp()
        change = update(api_tokens).where(api_tokens.c.token_id == token_id).values(used_at=now)
        with translated_errors(), self._writing.hasty_transaction() as connection:
            connection.execute(change)
