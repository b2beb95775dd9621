"""The cookies of the page: no script reads them, and no other site has them sent along with a write."""

from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

ACCESS = "soundboard_access"
REFRESH = "soundboard_refresh"
DEVICE = "soundboard_device"

SAME_SITE: Literal["lax"] = "lax"
"""A link from a chat opens the board signed in; whatever changes something is checked by its Origin too."""


def is_secure(connection: HTTPConnection) -> bool:
    return connection.url.scheme in ("https", "wss")


def cookie(connection: HTTPConnection, name: str) -> str | None:
    return connection.cookies.get(_name(connection, name))


def set_cookie(response: Response, connection: HTTPConnection, name: str, value: str, seconds: int) -> None:
    """Behind TLS `__Host-` sees to it that nobody else sets it. On a plain network that cannot be had."""
    response.set_cookie(
        _name(connection, name),
        value,
        max_age=seconds,
        path="/",
        secure=is_secure(connection),
        httponly=True,
        samesite=SAME_SITE,
    )


def clear_cookie(response: Response, connection: HTTPConnection, name: str) -> None:
    response.delete_cookie(
        _name(connection, name),
        path="/",
        secure=is_secure(connection),
        httponly=True,
        samesite=SAME_SITE,
    )


def _name(connection: HTTPConnection, name: str) -> str:
    return f"__Host-{name}" if is_secure(connection) else name
