"""Who somebody is at another service, once that service was asked and its answer checked."""

from dataclasses import dataclass, field

from infrastructure.identity.oauth.errors import ProviderError

SUBJECT_LENGTH_MAX = 255
"""OpenID Connect Core, 2."""


@dataclass(frozen=True)
class Person:
    """`email` is only there when the provider says that it belongs to them."""

    subject: str
    email: str | None = field(repr=False)
    name: str = field(repr=False)


def subject_at(issuer: str, number: object) -> str:
    """Two issuers may give the same number, and one setting may name another issuer one day."""
    if not isinstance(number, str) or not 0 < len(number) <= SUBJECT_LENGTH_MAX or not number.isprintable():
        raise ProviderError("it does not say who this is")
    return f"{issuer} {number}"


def text_or_nothing(value: object) -> str:
    return value if isinstance(value, str) else ""
