"""What somebody shows to be let in: a bearer token, a cookie, or for browsers' sockets a subprotocol."""

from typing import NamedTuple

from starlette.requests import HTTPConnection

from api.cookies import ACCESS, cookie

BEARER = "bearer "
TOKEN_SUBPROTOCOL = "bearer."  # noqa: S105 - browsers can send a token in no other header of a socket


class Presented(NamedTuple):
    token: str
    is_cookie: bool


def presented_by(connection: HTTPConnection) -> Presented | None:
    """A token that was sent on purpose goes before a cookie, which a browser sends by itself."""
    authorization = connection.headers.get("authorization", "")
    if authorization[: len(BEARER)].lower() == BEARER:
        return Presented(authorization[len(BEARER) :].strip(), is_cookie=False)
    for each in offered_subprotocols(connection):
        if each.startswith(TOKEN_SUBPROTOCOL):
            return Presented(each.removeprefix(TOKEN_SUBPROTOCOL), is_cookie=False)
    token = cookie(connection, ACCESS)
    return None if token is None else Presented(token, is_cookie=True)


def offered_subprotocols(connection: HTTPConnection) -> list[str]:
    return [each.strip() for each in connection.headers.get("sec-websocket-protocol", "").split(",")]
