"""Signing in elsewhere: an attempt is good for the browser that began it, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from tests.support import plain_http
from tests.support.answers import code_of
from tests.support.board import Board
from tests.support.browser import Browser, changed, is_refused, parameter, told
from tests.support.id_tokens import without_padding
from tests.support.oidc_server import OidcServer

every_provider = pytest.mark.parametrize("provider", ["google", "github", "oidc"])

JOURNEY = "soundboard_oauth"


@every_provider
@pytest.mark.parametrize("state", [None, "", "invented", "x" * 1_000, "\x00", "é"])
def test_a_way_back_without_the_state_of_this_attempt_is_refused(
    victim: Browser, provider: str, state: str | None
) -> None:
    callback = victim.consent(victim.begin(provider))
    assert code_of(victim.come_back(changed(callback, state=state))) == (403, "invalid_oauth_state")
    assert not victim.is_signed_in


def test_a_state_that_is_too_long_is_not_looked_at(victim: Browser) -> None:
    callback = victim.consent(victim.begin("google"))
    assert code_of(victim.come_back(changed(callback, state="x" * 5_000))) == (422, "invalid_request")


@every_provider
def test_what_one_browser_began_no_other_can_finish(
    victim: Browser, attacker: Browser, provider: str
) -> None:
    callback = victim.consent(victim.begin(provider))
    assert code_of(attacker.come_back(callback)) == (403, "invalid_oauth_state")
    assert not attacker.is_signed_in


@every_provider
def test_nobody_is_signed_in_to_the_attackers_account_by_a_link(
    victim: Browser, attacker: Browser, provider: str
) -> None:
    trap = attacker.consent(attacker.begin(provider))
    victim.begin(provider)
    assert code_of(victim.come_back(trap)) == (403, "invalid_oauth_state")
    assert not victim.is_signed_in


def test_a_foreign_way_back_does_not_spoil_the_attempt_that_is_under_way(
    victim: Browser, attacker: Browser
) -> None:
    callback = victim.consent(victim.begin("google"))
    victim.come_back(attacker.consent(attacker.begin("google")))
    assert told(victim.come_back(callback))["outcome"] == "registered"


@every_provider
def test_a_way_back_is_good_once(victim: Browser, provider: str) -> None:
    callback = victim.consent(victim.begin(provider))
    assert told(victim.come_back(callback))["outcome"] == "registered"
    assert code_of(victim.come_back(callback)) == (403, "invalid_oauth_state")


@every_provider
def test_a_way_back_is_good_once_even_if_the_cookie_was_kept(victim: Browser, provider: str) -> None:
    callback = victim.consent(victim.begin(provider))
    kept = victim.http.cookies[JOURNEY]
    victim.come_back(callback)
    replay = plain_http.get(callback, headers={"Cookie": f"{JOURNEY}={kept}"})
    assert code_of(replay) == (403, "invalid_oauth_state")


def test_of_many_who_come_back_at_once_with_one_attempt_one_gets_in(victim: Browser) -> None:
    callback = victim.consent(victim.begin("oidc"))
    headers = {"Cookie": f"{JOURNEY}={victim.http.cookies[JOURNEY]}"}
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: plain_http.get(callback, headers=headers), range(10)))
    assert sorted(answer.status_code for answer in answers) == [303] + 9 * [403]


def test_a_failed_attempt_is_used_up_as_well(victim: Browser, elsewhere: OidcServer) -> None:
    callback = victim.consent(victim.begin("google"))
    kept = victim.http.cookies[JOURNEY]
    victim.come_back(changed(callback, code="wrong"))
    again = plain_http.get(callback, headers={"Cookie": f"{JOURNEY}={kept}"})
    assert code_of(again) == (403, "invalid_oauth_state")


@pytest.mark.parametrize(
    ("begun", "finished"), [("google", "oidc"), ("oidc", "github"), ("github", "google")]
)
def test_what_began_with_one_provider_does_not_end_with_another(
    victim: Browser, begun: str, finished: str
) -> None:
    callback = victim.consent(victim.begin(begun))
    answer = victim.come_back(callback.replace(f"/auth/{begun}/", f"/auth/{finished}/"))
    assert code_of(answer) == (403, "invalid_oauth_state")


# The cookie of an attempt is signed, short-lived and of its own kind.


def forged(board: Board, cookie: str, key: bytes | None = None, **changes: Any) -> str:
    claims = jwt.decode(cookie, options={"verify_signature": False}) | changes
    ours = Path(board.folder, "data/secrets/tokens.key").read_bytes()
    return jwt.encode(claims, ours if key is None else key, "HS256")


def unsigned(cookie: str) -> str:
    return ".".join([without_padding(b'{"alg": "none"}'), cookie.split(".")[1], ""])


@pytest.mark.parametrize("attack", ["foreign key", "none", "expired", "another kind", "torn", "empty"])
def test_a_cookie_that_is_not_a_living_attempt_of_ours_is_refused(
    oauth_board: Board, victim: Browser, attack: str
) -> None:
    callback = victim.consent(victim.begin("google"))
    cookie = victim.http.cookies[JOURNEY]
    before = datetime.now(UTC) - timedelta(seconds=1)
    bad = {
        "foreign key": forged(oauth_board, cookie, key=b"x" * 32),
        "none": unsigned(cookie),
        "expired": forged(oauth_board, cookie, exp=before),
        "another kind": forged(oauth_board, cookie, typ="access"),
        "torn": cookie[:-10],
        "empty": "",
    }[attack]
    answer = plain_http.get(callback, headers={"Cookie": f"{JOURNEY}={bad}"})
    assert code_of(answer) == (403, "invalid_oauth_state")


def test_the_cookie_of_an_attempt_opens_no_door(oauth_board: Board, victim: Browser) -> None:
    victim.begin("google")
    cookie = victim.http.cookies[JOURNEY]
    for headers in ({"Authorization": f"Bearer {cookie}"}, {"Cookie": f"soundboard_access={cookie}"}):
        answer = plain_http.get(f"{oauth_board.url}/auth/me", headers=headers)
        assert answer.status_code == 401


# The code.


@every_provider
def test_a_stolen_code_is_worth_nothing_in_another_attempt(
    victim: Browser, attacker: Browser, provider: str
) -> None:
    victim.sign_in(provider)
    stolen = parameter(victim.consent(victim.begin(provider)), "code")
    callback = attacker.consent(attacker.begin(provider))
    assert is_refused(told(attacker.come_back(changed(callback, code=stolen))), "provider_failed")
    assert not attacker.is_signed_in


@pytest.mark.parametrize("provider", ["google", "oidc"])
def test_where_a_provider_forgets_the_challenge_the_nonce_still_stops_a_stolen_code(
    victim: Browser, attacker: Browser, elsewhere: OidcServer, provider: str
) -> None:
    elsewhere.faults.ignores_challenge = True
    stolen = parameter(victim.consent(victim.begin(provider)), "code")
    callback = attacker.consent(attacker.begin(provider))
    assert is_refused(told(attacker.come_back(changed(callback, code=stolen))), "provider_failed")


@every_provider
def test_a_way_back_without_a_code_signs_nobody_in(victim: Browser, provider: str) -> None:
    callback = victim.consent(victim.begin(provider))
    assert is_refused(told(victim.come_back(changed(callback, code=None))), "provider_declined")


@every_provider
def test_a_provider_that_was_shown_another_challenge_gives_nothing_for_the_code(
    victim: Browser, provider: str
) -> None:
    callback = victim.consent(changed(victim.begin(provider), code_challenge="x" * 43))
    assert is_refused(told(victim.come_back(callback)), "provider_failed")
