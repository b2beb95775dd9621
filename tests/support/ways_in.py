"""The three ways to show who one is: a bearer token, a page's cookies, an API token."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.support import plain_http
from tests.support.board import ADMIN_EMAIL, Board

PASSWORD = "correct horse"


@dataclass(frozen=True)
class Way:
    """`headers` are all that a request shows."""

    name: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Somebody:
    email: str
    password: str
    user_id: UUID


def register(board: Board, *, role: str = "member") -> Somebody:
    """Admins are made by the host."""
    email = f"{uuid4().hex}@board.example"
    new = {"name": "Anna", "email": email, "password": PASSWORD}
    if role == "admin":
        answer = board.admin().post("/admin/users", {**new, "role": role, "reason": "Helps"})
    else:
        answer = plain_http.post(f"{board.url}/auth/register", json=new)
    assert answer.status_code == 201, answer.text
    return Somebody(email, PASSWORD, UUID(answer.json()["user_id"]))


def the_host(board: Board) -> Somebody:
    host = board.admin()
    return Somebody(ADMIN_EMAIL, board.admin_password, host.user_id)


def login(board: Board, who: Somebody, *, cookies: bool = False) -> httpx.Response:
    body = {"email": who.email, "password": who.password, "cookies": cookies}
    answer = plain_http.post(f"{board.url}/auth/login", json=body)
    assert answer.status_code == 200, answer.text
    return answer


def by_bearer(board: Board, who: Somebody) -> Way:
    return bearer(login(board, who).json()["access_token"])


def bearer(token: str, name: str = "bearer") -> Way:
    return Way(name, {"Authorization": f"Bearer {token}"})


def by_cookie(board: Board, who: Somebody) -> Way:
    cookies = login(board, who, cookies=True).cookies
    named = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return Way("cookie", {"Cookie": named, "Origin": board.origin})


def by_api_token(
    board: Board, who: Somebody, *scopes: str, seconds: float | None = None, way: Way | None = None
) -> Way:
    """`seconds` is how long it lives."""
    until = None if seconds is None else (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
    answer = plain_http.post(
        f"{board.url}/auth/tokens",
        json={"name": "deck", "scopes": scopes or ["read", "play"], "expires_at": until},
        headers=(way or by_bearer(board, who)).headers,
    )
    assert answer.status_code == 201, answer.text
    return bearer(answer.json()["token"], f"API token for {' and '.join(scopes) or 'read and play'}")


def every_way(board: Board, who: Somebody, *scopes: str) -> Sequence[Way]:
    return [by_bearer(board, who), by_cookie(board, who), by_api_token(board, who, *scopes)]


def listening(board: Board, way: Way) -> int:
    """101 where the stream opened; otherwise what it was refused with."""
    try:
        with connect(
            f"ws://127.0.0.1:{board.port}/api/v1/events",
            additional_headers=way.headers,
            proxy=None,
        ):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@contextmanager
def connection(board: Board) -> Iterator[httpx.Client]:
    with plain_http.client(base_url=board.url) as http:
        yield http
