"""What nobody gets in with: every forgery is refused, and quickly."""

import time
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import jwt
import pytest

from tests.support import plain_http
from tests.support.board import Board, running_board, wait_for
from tests.support.forgery import EVIL_KEYS, by_hand, forged_headers, mangled, wrong_claims
from tests.support.ways_in import (
    PASSWORD,
    Way,
    bearer,
    by_api_token,
    by_bearer,
    by_cookie,
    connection,
    every_way,
    login,
    register,
)

QUICK_SECONDS = 0.05
TRIES = 3
"""The machine may be busy with others, which makes an answer slower and never quicker: the best counts."""

HOSTS_DOOR = "/admin/projections"
WHY = {"reason": "Too loud"}


def claims_of(token: str) -> Mapping[str, Any]:
    claims: Mapping[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


class KeyServer(ThreadingHTTPServer):
    """Hands out keys that are not ours, to whoever believes in them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), HandsOutKeys)
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/jwks.json"


class HandsOutKeys(BaseHTTPRequestHandler):
    server: KeyServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(EVIL_KEYS)

    def log_message(self, *said: Any) -> None:
        """Says nothing."""


@pytest.fixture
def evil() -> Iterator[KeyServer]:
    with KeyServer() as server:
        Thread(target=server.serve_forever).start()
        yield server
        server.shutdown()


def all_forgeries(board: Board, evil: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    somebody = register(board)
    answer = login(board, somebody).json()
    token, key = answer["access_token"], board.secret("tokens.key")
    claims = claims_of(token)
    for source in (forged_headers(claims, key, evil), wrong_claims(claims, key), mangled(token)):
        for name, forged in source:
            yield name, bearer(forged).headers
    session_of_another = claims_of(login(board, register(board)).json()["access_token"])["sid"]
    swapped = by_hand({"alg": "HS256", "typ": "JWT"}, {**claims, "sid": session_of_another}, key)
    yield "the session of another", bearer(swapped).headers
    yield "a refresh token", bearer(answer["refresh_token"]).headers
    yield "Basic", {"Authorization": f"Basic {token}"}
    yield "no scheme", {"Authorization": token}
    yield "a cookie of another name", {"Cookie": f"access_token={token}"}
    yield "a host cookie on a plain network", {"Cookie": f"__Host-soundboard_access={token}"}
    yield "an API token in a cookie", {"Cookie": f"soundboard_access={api_token_of(board)}"}
    yield from forged_api_tokens(board)


def api_token_of(board: Board) -> str:
    return by_api_token(board, register(board)).headers["Authorization"].removeprefix("Bearer ")


def forged_api_tokens(board: Board) -> Iterator[tuple[str, Mapping[str, str]]]:
    ours, theirs = api_token_of(board), api_token_of(board)
    id_length = len("sb_") + 32
    forged = {
        "an API token without its secret": ours[: id_length + 1],
        "an API token with half a secret": ours[:-10],
        "an API token with the secret of another": ours[:id_length] + theirs[id_length:],
        "an API token of nobody": "sb_" + "0" * 32 + ours[id_length:],
        "an API token without an id": "sb_" + ours[id_length:],
        "an API token that is long": ours + "x" * 5_000,
        "an API token's prefix": "sb_",
    }
    for name, token in forged.items():
        yield name, bearer(token).headers


def refused(http: httpx.Client, headers: Mapping[str, str], path: str = "/auth/me") -> tuple[int, float]:
    """The status, and the shortest time it took."""
    times = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        status = http.get(path, headers=dict(headers)).status_code
        times.append(time.perf_counter() - begun)
    return status, min(times)


def no_longer_good(board: Board) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Genuine, and of somebody who may not come in any more."""
    disabled, erased, gone = register(board), register(board), register(board)
    ways = {"disabled": every_way(board, disabled), "erased": every_way(board, erased)}
    signed_out = [by_bearer(board, gone), by_cookie(board, gone)]
    host = board.admin()
    assert host.post(f"/admin/users/{disabled.user_id}/disable", WHY).status_code == 204
    assert host.http.delete(f"/admin/users/{erased.user_id}", params=WHY).status_code == 204
    with connection(board) as http:
        for way in signed_out:
            assert http.post("/auth/logout", headers=way.headers).status_code == 204
    for who, shown in {**ways, "signed out": signed_out}.items():
        for way in shown:
            yield f"{who}, by {way.name}", way.headers


def wrongly_received(outcomes: Mapping[str, tuple[int, float]], status: int = 401) -> Mapping[str, Any]:
    """Whoever got in, or waited long for their answer."""
    return {name: seen for name, seen in outcomes.items() if seen[0] != status or seen[1] >= QUICK_SECONDS}


def test_every_forgery_is_refused_and_quickly(board: Board, evil: KeyServer) -> None:
    forgeries = list(all_forgeries(board, evil.address))
    assert len({name for name, _ in forgeries}) == len(forgeries) >= 60
    with connection(board) as http:
        outcomes = {name: refused(http, headers) for name, headers in forgeries}
    assert wrongly_received(outcomes) == {}
    assert evil.asked == []


def test_the_tokens_of_who_may_not_come_in_any_more_are_refused_and_quickly(board: Board) -> None:
    with connection(board) as http:
        outcomes = {name: refused(http, headers) for name, headers in no_longer_good(board)}
    assert len(outcomes) == 8
    assert wrongly_received(outcomes) == {}


def test_who_was_demoted_is_refused_at_the_hosts_doors_and_quickly(board: Board) -> None:
    demoted = register(board, role="admin")
    ways = every_way(board, demoted, "read", "admin")
    with connection(board) as http:
        assert [refused(http, way.headers, HOSTS_DOOR)[0] for way in ways] == [200] * 3
        change = {"role": "member", "reason": "Less to do"}
        answer = board.admin().http.patch(f"/admin/users/{demoted.user_id}", json=change)
        assert answer.status_code == 204, answer.text
        outcomes = {way.name: refused(http, way.headers, HOSTS_DOOR) for way in ways}
    assert wrongly_received(outcomes, 403) == {}


def test_a_token_in_the_address_opens_nothing(board: Board) -> None:
    token = by_bearer(board, register(board)).headers["Authorization"].removeprefix("Bearer ")
    for name in ("token", "access_token", "authorization"):
        answer = plain_http.get(f"{board.url}/auth/me", params={name: token})
        assert answer.status_code == 401


def test_what_was_good_is_refused_once_its_owner_changed(board: Board) -> None:
    """Signed out, another password, disabled: each within five seconds, by each way in."""
    host = board.admin()

    def disable(way: Way, user_id: object) -> None:
        host.post(f"/admin/users/{user_id}/disable", WHY)

    def change_password(way: Way, _: object) -> None:
        other = by_bearer(board, somebody)
        body = {"old": PASSWORD, "new": "battery staple"}
        plain_http.post(f"{board.url}/auth/me/password", json=body, headers=other.headers)

    def sign_out(way: Way, _: object) -> None:
        plain_http.post(f"{board.url}/auth/logout", headers=way.headers)

    for change in (disable, change_password, sign_out):
        somebody = register(board)
        way = by_bearer(board, somebody)
        with connection(board) as http:
            assert refused(http, way.headers)[0] == 200
            change(way, somebody.user_id)
            wait_for(lambda: refused(http, way.headers)[0], lambda status: status == 401, seconds_max=5)  # noqa: B023 - called here


def test_a_new_key_refuses_every_token_of_the_old(tmp_path: Path) -> None:
    """Whoever fears that the key was seen deletes it: the next start makes another."""
    with running_board(tmp_path) as board:
        somebody = register(board)
        way, old = by_bearer(board, somebody), login(board, somebody).json()["refresh_token"]
        board.stop()
        (board.folder / "data" / "secrets" / "tokens.key").unlink()
        board.start()
        with connection(board) as http:
            assert refused(http, way.headers)[0] == 401
            assert http.post("/auth/refresh", json={"refresh_token": old}).status_code == 401
            assert refused(http, by_bearer(board, somebody).headers)[0] == 200
