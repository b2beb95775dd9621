"""API tokens: for scripts and stream decks."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.support import plain_http
from tests.support.board import Board, wait_for
from tests.support.ways_in import Somebody, Way, by_api_token, by_bearer, connection, listening, register


@pytest.fixture
def clara(board: Board) -> Somebody:
    return register(board)


def tokens(board: Board, way: Way) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = plain_http.get(f"{board.url}/auth/tokens", headers=way.headers).json()
    return found


def test_a_stream_deck_plays_with_a_token_for_playing(board: Board, clara: Somebody, bell: str) -> None:
    deck = by_api_token(board, clara, "play")
    with connection(board) as http:
        assert http.post(f"/sounds/play/{bell}", headers=deck.headers).status_code == 200


def test_a_token_is_shown_once_and_kept_as_a_hash(board: Board, clara: Somebody) -> None:
    way = by_bearer(board, clara)
    token = by_api_token(board, clara, way=way).headers["Authorization"].removeprefix("Bearer ")
    secret = token.partition("_")[2].partition("_")[2]
    assert secret not in str(tokens(board, way))
    for file in Path(board.folder, "data").rglob("*.db*"):
        assert secret.encode() not in file.read_bytes()


def test_its_owner_sees_what_it_is_for_and_when_it_was_used(board: Board, clara: Somebody) -> None:
    way = by_bearer(board, clara)
    deck = by_api_token(board, clara, "read", way=way)
    [shown] = tokens(board, way)
    assert (shown["name"], shown["scopes"], shown["used_at"]) == ("deck", ["read"], None)
    plain_http.get(f"{board.url}/auth/me", headers=deck.headers)
    used = wait_for(lambda: tokens(board, way)[0]["used_at"], bool)
    assert abs(datetime.fromisoformat(used) - datetime.now(UTC)) < timedelta(seconds=10)


def test_a_revoked_token_is_refused_and_its_stream_closed(board: Board, clara: Somebody) -> None:
    way = by_bearer(board, clara)
    deck = by_api_token(board, clara, way=way)
    assert listening(board, deck) == 101
    [shown] = tokens(board, way)
    with connection(board) as http:
        assert http.delete(f"/auth/tokens/{shown['token_id']}", headers=way.headers).status_code == 204
        wait_for(
            lambda: http.get("/auth/me", headers=deck.headers).status_code,
            lambda status: status == 401,
            seconds_max=5,
        )
    assert tokens(board, way) == []


def test_a_stream_ends_when_its_token_expires(board: Board, clara: Somebody) -> None:
    deck = by_api_token(board, clara, "read", seconds=2)
    with connect(
        f"ws://127.0.0.1:{board.port}/api/v1/events", additional_headers=deck.headers, proxy=None
    ) as line:
        with suppress(ConnectionClosed):
            while True:
                line.recv(timeout=7)
        assert line.close_reason == "session_ended"


@pytest.mark.parametrize(
    "body",
    [
        {"name": "deck", "scopes": []},
        {"name": "deck", "scopes": ["everything"]},
        {"name": "deck", "scopes": ["account"]},
        {"name": "", "scopes": ["read"]},
        {"name": "x" * 41, "scopes": ["read"]},
        {"name": "deck", "expires_at": "2020-01-01T00:00:00Z"},
        {"name": "deck", "expires_at": "2099-01-01T00:00:00"},
        {"name": "deck", "expires_at": "soon"},
        {"name": "deck", "expires_at": "9999-12-31T23:59:59-23:00"},
    ],
)
def test_a_token_that_makes_no_sense_is_422(board: Board, clara: Somebody, body: dict[str, Any]) -> None:
    answer = plain_http.post(f"{board.url}/auth/tokens", json=body, headers=by_bearer(board, clara).headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_a_member_has_no_token_for_the_hosts_doors(board: Board, clara: Somebody) -> None:
    answer = plain_http.post(
        f"{board.url}/auth/tokens",
        json={"name": "deck", "scopes": ["admin"]},
        headers=by_bearer(board, clara).headers,
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
