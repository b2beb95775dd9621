"""What people type: names, addresses and passwords, as the doors take them."""

from typing import Annotated

from pydantic import AfterValidator, EmailStr, Field, SecretStr, StringConstraints

from infrastructure.identity.passwords import PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN

NAME_LENGTH_MAX = 40
EMAIL_LENGTH_MAX = 254
"""RFC 5321."""


def printable(text: str) -> str:
    if not text.isprintable():
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
    AfterValidator(printable),
]
"""What is looked for in lists."""

Email = Annotated[EmailStr, Field(max_length=EMAIL_LENGTH_MAX)]

NewPassword = Annotated[
    SecretStr,
    Field(min_length=PASSWORD_LENGTH_MIN, max_length=PASSWORD_LENGTH_MAX),
    AfterValidator(_is_text),
]

GivenPassword = Annotated[SecretStr, Field(max_length=PASSWORD_LENGTH_MAX), AfterValidator(_is_text)]
"""It may have been chosen when other lengths were right."""
