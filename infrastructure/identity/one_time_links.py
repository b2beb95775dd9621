"""What a host hands to somebody: an invitation, or a link to choose another password."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from infrastructure.identity.signed_tokens import InvalidTokenError, SignedTokens

INVITATION = "invitation"
RESET = "password-reset"

INVITATION_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(hours=24)


class Link(NamedTuple):
    token: str
    expires_at: datetime


class Invitation(NamedTuple):
    invitation_id: UUID
    given_by: UUID


class Reset(NamedTuple):
    user_id: UUID
    offer: int
    given_by: UUID


class OneTimeLinks:
    """Signed, not stored: an invitation is used up by a claim, a reset by the offers of its account.

    Each names who gave it, and is worth nothing while that is no host.
    """

    def __init__(self, signed: SignedTokens) -> None:
        self._signed = signed

    def invitation(self, invitation_id: UUID, given_by: UUID) -> Link:
        return Link(*self._signed.issue(INVITATION, invitation_id, INVITATION_LIFE, by=str(given_by)))

    def invited(self, token: str) -> Invitation:
        """Raises InvalidTokenError."""
        claims = self._signed.check(token, INVITATION)
        return Invitation(UUID(claims["sub"]), _giver(claims))

    def reset(self, user_id: UUID, offer: int, given_by: UUID) -> Link:
        return Link(*self._signed.issue(RESET, user_id, RESET_LIFE, offer=offer, by=str(given_by)))

    def resetting(self, token: str) -> Reset:
        """Raises InvalidTokenError."""
        claims = self._signed.check(token, RESET)
        if type(claims.get("offer")) is not int:
            raise InvalidTokenError("This is not such a link.")
        return Reset(UUID(claims["sub"]), claims["offer"], _giver(claims))


def _giver(claims: Mapping[str, Any]) -> UUID:
    try:
        return UUID(claims["by"])
    except (KeyError, ValueError, TypeError, AttributeError):
        raise InvalidTokenError("This is not such a link.") from None
