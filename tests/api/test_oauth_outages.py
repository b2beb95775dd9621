"""A provider that is away, slow, or sends what it should not costs a bounded time, and lets nobody in."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse

from infrastructure.identity.oauth.outgoing import ANSWER_BYTES_MAX, ANSWER_SECONDS_MAX
from tests.api.conftest import oauth_settings
from tests.support.board import Board, running_board, wait_for
from tests.support.browser import Browser, told
from tests.support.oidc_server import Answer, OidcServer

DEEP = "[" * 100_000


async def redirecting(_: Request) -> Response:
    return RedirectResponse("/google/moved-token", 307)


async def packed(_: Request) -> Response:
    bomb = gzip.compress(b" " * 50_000_000)
    return Response(bomb, headers={"Content-Encoding": "gzip"}, media_type="application/json")


async def broken(_: Request) -> Response:
    return PlainTextResponse("<h1>Oops</h1>", 500)


async def a_page(_: Request) -> Response:
    return PlainTextResponse("<h1>Sign in to the hotel</h1>")


async def deep(_: Request) -> Response:
    return PlainTextResponse(DEEP)


async def a_list(_: Request) -> Response:
    return JSONResponse([1, 2])


async def nothing(_: Request) -> Response:
    return JSONResponse({})


async def numbers(_: Request) -> Response:
    return JSONResponse({"access_token": 5, "id_token": 5, "keys": 5, "sub": 5, "id": {}})


async def half_a_character(_: Request) -> Response:
    return PlainTextResponse(
        '{"access_token": "\\ud800", "id_token": "\\ud800", "keys": ["\\ud800"], "id": "\\ud800"}'
    )


async def two_lines(_: Request) -> Response:
    return JSONResponse(
        {"access_token": "a\r\nX-Evil: 1", "id_token": "a.b.c", "keys": [{"kty": "oct", "k": "AA"}]}
    )


BAD_ANSWERS = (
    redirecting,
    packed,
    broken,
    a_page,
    deep,
    a_list,
    nothing,
    numbers,
    half_a_character,
    two_lines,
)


@pytest.mark.parametrize(
    ("provider", "asked"),
    [
        ("google", "token"),
        ("google", "jwks"),
        ("oidc", "userinfo"),
        ("github", "access_token"),
        ("github", "user"),
    ],
)
@pytest.mark.parametrize("bad", BAD_ANSWERS, ids=lambda bad: str(bad.__name__))
def test_a_bad_answer_lets_nobody_in(
    oauth_board: Board, elsewhere: OidcServer, provider: str, asked: str, bad: Answer
) -> None:
    browser = Browser(oauth_board, elsewhere.account())
    elsewhere.faults.answers = {asked: bad}
    outcome = browser.sign_in(provider)
    assert (outcome["outcome"], outcome["code"]) == ("refused", "provider_failed")
    assert not browser.is_signed_in


@pytest.mark.parametrize(("padding", "outcome"), [(1_000, "registered"), (ANSWER_BYTES_MAX, "refused")])
@pytest.mark.parametrize("provider", ["google", "github", "oidc"])
def test_an_answer_has_an_end_however_right_it_is(
    oauth_board: Board, elsewhere: OidcServer, provider: str, padding: int, outcome: str
) -> None:
    browser = Browser(oauth_board, elsewhere.account())
    callback = browser.consent(browser.begin(provider))
    elsewhere.faults.padding = padding
    assert told(browser.come_back(callback))["outcome"] == outcome


def test_a_secret_is_not_carried_on_to_where_a_provider_points(
    oauth_board: Board, elsewhere: OidcServer
) -> None:
    browser = Browser(oauth_board, elsewhere.account())
    elsewhere.faults.answers = {"token": redirecting}
    callback = browser.consent(browser.begin("google"))
    elsewhere.asked.clear()
    browser.come_back(callback)
    assert elsewhere.asked == ["/google/token"]


def test_a_provider_that_drips_is_given_up(oauth_board: Board, elsewhere: OidcServer) -> None:
    async def drops() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" "
            await asyncio.sleep(0.5)

    async def dripping(_: Request) -> Response:
        return StreamingResponse(drops())

    browser = Browser(oauth_board, elsewhere.account())
    elsewhere.faults.answers = {"token": dripping}
    callback = browser.consent(browser.begin("google"))
    answer = browser.come_back(callback)
    assert told(answer)["code"] == "provider_failed"
    assert answer.elapsed.total_seconds() < ANSWER_SECONDS_MAX + 5


# What a provider says about itself is kept for an hour, so these have a board each that did not ask yet.


@pytest.fixture
def new_board(tmp_path: Path, oidc_server: OidcServer) -> Iterator[Board]:
    with running_board(tmp_path / "board", environment=oauth_settings(oidc_server)) as running:
        yield running


def said_by_another(url: str) -> Answer:
    async def discovery(_: Request) -> Response:
        document = {
            "issuer": url,
            **dict.fromkeys(("authorization_endpoint", "token_endpoint", "jwks_uri"), f"{url}/x"),
        }
        return JSONResponse(document)

    return discovery


def test_a_board_without_an_honest_discovery_sends_nobody_away_until_it_has_one(
    new_board: Board, elsewhere: OidcServer
) -> None:
    browser = Browser(new_board, elsewhere.account())
    member = new_board.member()
    browser.sign_in_by_password(member.get("/auth/me")["email"])
    elsewhere.faults.answers = {"openid-configuration": said_by_another("https://evil.example")}
    refused = browser.http.get("/auth/google/authorize")
    assert told(refused)["code"] == "provider_failed"
    answer = browser.http.post("/auth/oidc/link", headers=browser.origin)
    assert (answer.status_code, answer.json()["code"]) == (502, "provider_failed")
    elsewhere.faults.answers = {}
    assert told(browser.http.get("/auth/google/authorize"))["code"] == "provider_failed", "asked too soon"
    wait_for(lambda: browser.begin("google"), lambda address: address.startswith(elsewhere.url))
