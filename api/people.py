"""What people type: names and passwords, as the doors take them."""

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, StringConstraints

from domain.printable import is_printable
from infrastructure.identity.email_addresses import EMAIL_LENGTH_MAX
from infrastructure.identity.passwords import PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN

NAME_LENGTH_MAX = 40


def printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("only printable characters")
    return text


def _as_shown(text: str) -> str:
    """Whoever looks for what is shown to them types it as it is."""
    if not is_printable(text):
        raise ValueError("only printable characters")
    return text


def _is_text(password: SecretStr) -> SecretStr:
    """JSON can name half of a character, which no hash can take."""
    try:
        password.get_secret_value().encode()
    except UnicodeEncodeError:
        raise ValueError("This is not text.") from None
    return password


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LENGTH_MAX),
    AfterValidator(printable),
]

Sought = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=EMAIL_LENGTH_MAX),
    AfterValidator(_as_shown),
]
"""What is looked for in lists."""

NewPassword = Annotated[
    SecretStr,
    Field(min_length=PASSWORD_LENGTH_MIN, max_length=PASSWORD_LENGTH_MAX),
    AfterValidator(_is_text),
]


def presentable_name(told: str, email: str) -> str:
    """What another service calls somebody, within our limits; else what their address begins with."""
    for each in (told, email.partition("@")[0]):
        printable = "".join(sign if sign.isprintable() else " " for sign in each)
        if name := " ".join(printable.split())[:NAME_LENGTH_MAX].strip():
            return name
    return email[:NAME_LENGTH_MAX]


GivenPassword = Annotated[SecretStr, Field(max_length=PASSWORD_LENGTH_MAX), AfterValidator(_is_text)]
"""It may have been chosen when other lengths were right."""
