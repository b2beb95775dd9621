"""Access tokens: JSON Web Tokens with one algorithm, one issuer, one audience, and a short life."""

from collections import OrderedDict
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import jwt

from application.ports import Clock

ALGORITHM = "HS256"
ISSUER = "soundboard"
AUDIENCE = "soundboard-api"
REQUIRED = ["aud", "exp", "iat", "iss", "jti", "sub", "typ"]
TOKEN_LENGTH_MAX = 2_048
REMEMBERED_MAX = 10_000
"""Tokens whose signature was checked already: as many as people who play at once, and more."""


class InvalidTokenError(Exception):
    """The token is forged, stale, or none at all."""


class Tokens:
    def __init__(self, key: bytes, life: timedelta, clock: Clock) -> None:
        self._key = key
        self._life = life
        self._clock = clock
        self._remembered: OrderedDict[str, tuple[UUID, float]] = OrderedDict()

    def issue(self, user_id: UUID) -> tuple[str, datetime]:
        now = self._clock.now()
        expires = now + self._life
        claims = {
            "aud": AUDIENCE,
            "exp": expires,
            "iat": now,
            "iss": ISSUER,
            "jti": str(uuid4()),
            "sub": str(user_id),
            "typ": "access",
        }
        return jwt.encode(claims, self._key, ALGORITHM), expires

    def owner(self, token: str) -> UUID:
        """Who the token was issued to; raises InvalidTokenError."""
        if (remembered := self._remembered.get(token)) is None:
            remembered = self._check(token)
            self._remembered[token] = remembered
            if len(self._remembered) > REMEMBERED_MAX:
                self._remembered.popitem(last=False)
        user_id, expires = remembered
        if expires <= self._clock.now().timestamp():
            raise InvalidTokenError("The login has expired. Sign in again.")
        return user_id

    def _check(self, token: str) -> tuple[UUID, float]:
        if len(token) > TOKEN_LENGTH_MAX:
            raise InvalidTokenError("This is not a token of ours.")
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={"require": REQUIRED, "verify_exp": False, "verify_iat": False},
            )
            if claims["typ"] != "access":
                raise InvalidTokenError("This is not an access token.")
            return UUID(claims["sub"]), float(claims["exp"])
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
            raise InvalidTokenError("This is not a token of ours.") from None
