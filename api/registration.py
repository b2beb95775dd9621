"""Who may open an account: everybody, who was invited, or nobody."""

from uuid import UUID

from api.problems import InvalidLinkError, RegistrationClosedError
from infrastructure.composition import Container
from infrastructure.identity.signed_tokens import InvalidTokenError

TOKEN_LENGTH_MAX = 2_048


def invitation_in(server: Container, token: str | None) -> UUID | None:
    """Raises InvalidLinkError."""
    if token is None:
        return None
    try:
        return server.links.invited(token)
    except InvalidTokenError:
        raise InvalidLinkError("This invitation is not, or no longer, good.") from None


def ensure_may_register(server: Container, invitation: UUID | None) -> None:
    """Whoever was invited may, in any case. Raises RegistrationClosedError."""
    if invitation is not None or server.settings.registration == "open":
        return
    if server.settings.registration == "invitation":
        raise RegistrationClosedError("Registration is by invitation here. Ask the host for one.")
    raise RegistrationClosedError("Registration is closed here. Ask the host.")
