"""Who may open an account: everybody, who was invited, or nobody."""

import asyncio

from api.problems import InvalidLinkError, RegistrationClosedError
from infrastructure.container import Container
from infrastructure.identity.one_time_links import Invitation
from infrastructure.identity.signed_tokens import InvalidTokenError

TOKEN_LENGTH_MAX = 2_048

NOT_GOOD = "This invitation is not, or no longer, good."
USED = "This invitation was used already."


async def invitation_in(server: Container, token: str | None) -> Invitation | None:
    """Raises InvalidLinkError, also when whoever invited is no host now."""
    if token is None:
        return None
    try:
        invitation = server.links.invited(token)
    except InvalidTokenError:
        raise InvalidLinkError(NOT_GOOD) from None
    await ensure_still_good(server, invitation)
    return invitation


async def ensure_still_good(server: Container, invitation: Invitation) -> None:
    """Raises InvalidLinkError, as long as whoever invited is no host."""
    if not await asyncio.to_thread(server.access.is_host, invitation.given_by):
        raise InvalidLinkError(NOT_GOOD)


def ensure_may_register(server: Container, invitation: Invitation | None) -> None:
    """Whoever was invited may, in any case. Raises RegistrationClosedError."""
    if invitation is not None or server.settings.registration == "open":
        return
    if server.settings.registration == "invitation":
        raise RegistrationClosedError("Registration is by invitation here. Ask the host for one.")
    raise RegistrationClosedError("Registration is closed here. Ask the host.")
