"""Why somebody did what another will read about."""

from domain.errors import ReasonRequiredError

REASON_LENGTH_MAX = 200

NUL = "\0"
"""No database keeps a text with it."""


def valid_reason(reason: str) -> str:
    """Raises ReasonRequiredError."""
    if not reason.strip() or len(reason) > REASON_LENGTH_MAX or NUL in reason:
        raise ReasonRequiredError(f"This needs a reason of 1 to {REASON_LENGTH_MAX} characters.")
    return reason
