"""E-mail addresses as people type them, and as accounts are registered by them."""

from typing import Annotated

from pydantic import EmailStr, Field, TypeAdapter, ValidationError

EMAIL_LENGTH_MAX = 254
"""RFC 5321."""

Email = Annotated[EmailStr, Field(max_length=EMAIL_LENGTH_MAX)]

_EMAIL = TypeAdapter[str](Email)


def email_in(text: str) -> str | None:
    """The address as it would be if it had been typed at a door of ours; None where it is none."""
    try:
        return _EMAIL.validate_python(text)
    except ValidationError:
        return None


def as_registered(typed: str) -> str:
    """What was typed, spelled as registering spells it: domains have more than one spelling."""
    return email_in(typed) or typed
