"""JSON Web Tokens of ours: one algorithm, one issuer, one audience, and kinds that are never confused."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt

from application.ports import Clock

ALGORITHM = "HS256"
ISSUER = "soundboard"
AUDIENCE = "soundboard-api"
REQUIRED = ["aud", "exp", "iat", "iss", "jti", "sub", "typ"]
TOKEN_LENGTH_MAX = 2_048


class InvalidTokenError(Exception):
    """The token is forged, stale, or none at all."""


class SignedTokens:
    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def issue(self, kind: str, subject: UUID, life: timedelta, **more: Any) -> tuple[str, datetime]:
        """The token, and when it expires."""
        now = self._clock.now()
        expires = now + life
        claims = {
            "aud": AUDIENCE,
            "exp": expires,
            "iat": now,
            "iss": ISSUER,
            "jti": str(uuid4()),
            "sub": str(subject),
            "typ": kind,
            **more,
        }
        return jwt.encode(claims, self._key, ALGORITHM), expires

    def check(self, token: str, kind: str) -> Mapping[str, Any]:
        """The claims; raises InvalidTokenError."""
        claims = self.check_but_for_time(token, kind)
        if claims["exp"] <= self._clock.now().timestamp():
            raise InvalidTokenError("This has expired.")
        return claims

    def check_but_for_time(self, token: str, kind: str) -> Mapping[str, Any]:
        """The same for who looks at `exp` every time."""
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
            UUID(claims["sub"])
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            raise InvalidTokenError("This is not a token of ours.") from None
        if claims["typ"] != kind or type(claims["exp"]) is not int:
            raise InvalidTokenError(f"This is not a token for {kind}.")
        return claims
