"""What a host hands to somebody: an invitation, or a link to choose another password."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from infrastructure.identity.signed_tokens import InvalidTokenError, SignedTokens

INVITATION = "invitation"
RESET = "password-reset"

INVITATION_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(hours=24)


class Link(NamedTuple):
    token: str
    expires_at: datetime


class Reset(NamedTuple):
    user_id: UUID
    offer: int


class OneTimeLinks:
    """Signed, not stored: an invitation is used up by a claim, a reset by the offers of its account."""

    def __init__(self, signed: SignedTokens) -> None:
        self._signed = signed

    def invitation(self, invitation_id: UUID) -> Link:
        return Link(*self._signed.issue(INVITATION, invitation_id, INVITATION_LIFE))

    def invited(self, token: str) -> UUID:
        """The number of the invitation; raises InvalidTokenError."""
        return UUID(self._signed.check(token, INVITATION)["sub"])

    def reset(self, user_id: UUID, offer: int) -> Link:
        return Link(*self._signed.issue(RESET, user_id, RESET_LIFE, offer=offer))

    def resetting(self, token: str) -> Reset:
        """Raises InvalidTokenError."""
        claims = self._signed.check(token, RESET)
        if type(claims.get("offer")) is not int:
            raise InvalidTokenError("This is not such a link.")
        return Reset(UUID(claims["sub"]), claims["offer"])
