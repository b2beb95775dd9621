"""Signing in elsewhere: where the browser is sent, and what is written down of it."""

import json
import sqlite3
import time
from uuid import uuid4

import pytest

from tests.support.board import Board
from tests.support.browser import Browser, changed, told
from tests.support.oidc_server import CLIENT_SECRET, OidcServer


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/path\r\nLocation: https://evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        " //evil.example",
        "\u3000//evil.example",
        "/.//evil.example",
        "/x//evil.example",
        "evil.example",
        "@evil.example",
        "",
        "/\x00",
        "/\uff0fevil.example",
        "/" + 600 * "x",
    ],
)
def test_nobody_is_sent_on_to_another_site(victim: Browser, path: str) -> None:
    callback = victim.consent(victim.begin("google", next=path))
    answer = victim.come_back(callback)
    assert answer.headers["location"].startswith(f"{victim.site}/auth/callback?")
    assert told(answer)["next"] == "/"


def test_the_way_back_cannot_choose_where_to_go_on(victim: Browser) -> None:
    callback = victim.consent(victim.begin("google", next="/mine"))
    outcome = told(victim.come_back(changed(callback, next="//evil.example", outcome="x", page="//evil")))
    assert outcome["next"] == "/mine"


@pytest.mark.parametrize("provider", ["evil", "GOOGLE", "google%2F..", "..", "google%00"])
@pytest.mark.parametrize("door", ["authorize", "callback"])
def test_there_are_no_other_providers(victim: Browser, provider: str, door: str) -> None:
    assert victim.http.get(f"/auth/{provider}/{door}").status_code == 404


# Secrets.


def test_no_secret_is_in_the_logs(oauth_board: Board, victim: Browser, elsewhere: OidcServer) -> None:
    for provider in ("google", "github", "oidc"):
        victim.sign_in(provider)
    elsewhere.faults.claims = {"aud": "canary-audience"}
    victim.sign_in("google")
    time.sleep(0.5)
    written = (oauth_board.folder / "logs/app.log").read_text() + oauth_board.output
    assert "signing in with google failed" in written
    canaries = [CLIENT_SECRET, "canary-audience", victim.http.cookies["soundboard_access"]]
    used = [request[name] for request in elsewhere.token_requests for name in ("code", "code_verifier")]
    assert [each for each in canaries + used if each in written] == []


def test_the_log_of_the_board_knows_no_subject_and_no_address(
    oauth_board: Board, elsewhere: OidcServer
) -> None:
    clara = elsewhere.account(email=f"canary{uuid4().hex}@elsewhere.example")
    elsewhere.faults.claims = {"sub": "canary-subject"}
    browser = Browser(oauth_board, clara)
    browser.sign_in("google")
    reader = sqlite3.connect(f"file:{oauth_board.folder / 'data' / 'log.db'}?mode=ro", uri=True)
    try:
        events = "".join(str(row) for row in reader.execute("SELECT * FROM events"))
    finally:
        reader.close()
    assert "identity_linked" in events
    assert json.dumps(clara.email)[1:-1] not in events
    assert "canary-subject" not in events
