"""Signing in elsewhere: nobody gets into, or adds to, the account of somebody else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import oauth_settings
from tests.support import plain_http
from tests.support.answers import code_of
from tests.support.board import Board, running_board
from tests.support.browser import Browser, is_refused, told
from tests.support.oidc_server import OidcServer

every_provider = pytest.mark.parametrize("provider", ["google", "github", "oidc"])

JOURNEY = "soundboard_oauth"


# E-mail addresses: never an identity, and never taken from anybody.


def spellings(email: str) -> dict[str, str]:
    return {
        "the same": email,
        "with a name": f"Anna <{email}>",
        "in capitals": email.upper(),
        "in wide letters": email.replace("a", "\uff41"),
    }


@every_provider
@pytest.mark.parametrize("spelt", spellings("").keys())
def test_an_address_elsewhere_opens_no_account_here(
    oauth_board: Board, elsewhere: OidcServer, provider: str, spelt: str
) -> None:
    email = f"anna{uuid4().hex}@board.example"
    new = {"name": "Anna", "email": email, "password": "correct horse"}
    plain_http.post(f"{oauth_board.url}/auth/register", json=new)
    mallory = Browser(oauth_board, elsewhere.account(email=spellings(email)[spelt]))
    outcome = mallory.sign_in(provider)
    assert outcome["code"] in ("email_taken", "email_unverified")
    assert not mallory.is_signed_in
    anna = oauth_board.sign_in(email, "correct horse")
    assert anna.get("/auth/linked") == []


@every_provider
def test_an_account_that_somebody_opened_with_your_address_is_not_yours_by_signing_in_elsewhere(
    oauth_board: Board, elsewhere: OidcServer, provider: str
) -> None:
    """Or they would share it with you, and know the password."""
    victim = elsewhere.account()
    new = {"name": "Mallory", "email": victim.email, "password": "correct horse"}
    plain_http.post(f"{oauth_board.url}/auth/register", json=new)
    browser = Browser(oauth_board, victim)
    assert is_refused(browser.sign_in(provider), "email_taken")
    assert not browser.is_signed_in


@every_provider
def test_who_has_no_verified_address_does_not_register(
    oauth_board: Board, elsewhere: OidcServer, provider: str
) -> None:
    browser = Browser(oauth_board, elsewhere.account(is_verified=False))
    assert is_refused(browser.sign_in(provider), "email_unverified")
    assert not browser.is_signed_in


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": "true"},
        {"email_verified": 1},
        {"email_verified": None},
        {"email": ""},
        {"email": ["anna@board.example"]},
        {"email": "no address"},
        {"email": "two@board.example, anna@board.example"},
        {"email": "anna@board.example\r\nBcc: x@board.example"},
        {"email": f"{'x' * 300}@board.example"},
    ],
    ids=str,
)
def test_an_address_must_be_one_and_be_vouched_for(
    victim: Browser, elsewhere: OidcServer, claims: dict[str, Any]
) -> None:
    elsewhere.faults.claims = claims
    assert is_refused(victim.sign_in("google"), "email_unverified")


def test_one_source_does_not_vouch_for_the_address_of_another(
    oauth_board: Board, elsewhere: OidcServer
) -> None:
    browser = Browser(oauth_board, elsewhere.account(is_verified=False))
    elsewhere.faults.claims = {"email_verified": True}
    assert is_refused(browser.sign_in("oidc"), "email_unverified")


def test_the_address_on_a_github_profile_counts_for_nothing(
    oauth_board: Board, elsewhere: OidcServer
) -> None:
    mallory = elsewhere.account("Mallory")
    elsewhere.faults.user = {"email": "host@board.example"}
    browser = Browser(oauth_board, mallory)
    assert browser.sign_in("github")["outcome"] == "registered"
    assert browser.me["email"] == mallory.email


# Linking.


@pytest.fixture
def anna(oauth_board: Board, elsewhere: OidcServer) -> Browser:
    """Signed in by password, with nothing linked."""
    browser = Browser(oauth_board, elsewhere.account("Anna"))
    browser.sign_in_by_password(oauth_board.member().get("/auth/me")["email"])
    return browser


def test_linking_needs_somebody_who_is_signed_in(victim: Browser) -> None:
    answer = victim.http.post("/auth/google/link", headers=victim.origin)
    assert code_of(answer) == (401, "unauthenticated")


def test_no_other_page_begins_to_link(anna: Browser) -> None:
    for headers in ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = anna.http.post("/auth/google/link", headers=headers)
        assert code_of(answer) == (403, "foreign_origin")


def test_no_api_token_begins_to_link(oauth_board: Board) -> None:
    member = oauth_board.member()
    token = member.post("/auth/tokens", {"name": "deck", "scopes": ["read", "play"]}).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = plain_http.post(f"{oauth_board.url}/auth/google/link", headers=headers)
    assert code_of(answer) == (403, "scope_missing")


@every_provider
def test_what_one_began_to_link_is_not_linked_to_who_signed_in_meanwhile(
    oauth_board: Board, anna: Browser, provider: str
) -> None:
    callback = anna.consent(anna.begin_linking(provider))
    ben = oauth_board.member()
    anna.sign_in_by_password(ben.get("/auth/me")["email"])
    assert is_refused(told(anna.come_back(callback)), "invalid_oauth_state")
    assert ben.get("/auth/linked") == []


def test_what_was_begun_in_one_session_is_not_linked_in_the_next(oauth_board: Board, anna: Browser) -> None:
    email = anna.me["email"]
    callback = anna.consent(anna.begin_linking("google"))
    anna.http.post("/auth/logout", headers=anna.origin)
    anna.sign_in_by_password(email)
    assert is_refused(told(anna.come_back(callback)), "invalid_oauth_state")
    assert anna.linked == []


def test_who_signed_out_meanwhile_links_nothing(anna: Browser) -> None:
    callback = anna.consent(anna.begin_linking("google"))
    anna.http.post("/auth/logout", headers=anna.origin)
    assert is_refused(told(anna.come_back(callback)), "unauthenticated")


@every_provider
def test_no_link_makes_somebody_link_the_attackers_identity(
    oauth_board: Board, anna: Browser, attacker: Browser, provider: str
) -> None:
    """An attempt to sign in, finished in a browser that is signed in, links nothing either."""
    trap = attacker.consent(attacker.begin(provider))
    cookie = attacker.http.cookies[JOURNEY]
    assert code_of(anna.come_back(trap)) == (403, "invalid_oauth_state")
    anna.http.cookies.set(JOURNEY, cookie, domain="localhost.local")
    anna_id = anna.user_id
    assert told(anna.come_back(trap))["outcome"] == "registered"
    assert anna.user_id != anna_id


@every_provider
def test_an_identity_belongs_to_one_account(
    oauth_board: Board, elsewhere: OidcServer, anna: Browser, provider: str
) -> None:
    ben = elsewhere.account("Ben")
    Browser(oauth_board, ben).sign_in(provider)
    anna_id = anna.user_id
    anna.is_at_the_provider(ben)
    assert is_refused(anna.link(provider), "already_claimed")
    assert anna.user_id == anna_id
    assert anna.linked == []


def test_an_account_has_one_identity_of_a_provider(elsewhere: OidcServer, anna: Browser) -> None:
    anna.link("google")
    anna.is_at_the_provider(elsewhere.account())
    assert is_refused(anna.link("google"), "already_linked")


@every_provider
def test_the_last_way_in_stays(oauth_board: Board, elsewhere: OidcServer, provider: str) -> None:
    browser = Browser(oauth_board, elsewhere.account())
    browser.sign_in(provider)
    assert code_of(browser.unlink(provider)) == (409, "last_way_in")
    assert browser.linked == [provider]
    browser.link("oidc" if provider != "oidc" else "google")
    assert browser.unlink(provider).status_code == 204
    [left] = browser.linked
    assert code_of(browser.unlink(left)) == (409, "last_way_in")


def test_unlinking_needs_the_right_password(anna: Browser) -> None:
    anna.link("google")
    assert code_of(anna.unlink("google", password="wrong horse")) == (401, "wrong_credentials")
    assert anna.linked == ["google"]


def test_no_other_page_unlinks(anna: Browser) -> None:
    anna.link("google")
    headers = {"Origin": "https://evil.example"}
    assert code_of(anna.http.delete("/auth/linked/google", headers=headers)) == (403, "foreign_origin")
    assert anna.linked == ["google"]


def test_what_is_not_linked_cannot_be_unlinked(anna: Browser) -> None:
    assert code_of(anna.unlink("google")) == (404, "not_found")


def test_who_was_disabled_does_not_get_in_elsewhere_either(oauth_board: Board, elsewhere: OidcServer) -> None:
    clara = elsewhere.account()
    browser = Browser(oauth_board, clara)
    browser.sign_in("google")
    answer = oauth_board.admin().post(f"/admin/users/{browser.user_id}/disable", {"reason": "Too loud"})
    assert answer.status_code == 204, answer.text
    assert is_refused(Browser(oauth_board, clara).sign_in("google"), "account_disabled")


# A login that is not fresh any more, on a board that was stopped meanwhile.


@pytest.fixture
def own_board(tmp_path: Path, oidc_server: OidcServer) -> Iterator[Board]:
    with running_board(tmp_path / "board", environment=oauth_settings(oidc_server)) as running:
        yield running


def test_an_old_login_changes_no_way_in(own_board: Board, elsewhere: OidcServer) -> None:
    browser = Browser(own_board, elsewhere.account())
    browser.sign_in("google")
    browser.link("github")
    callback = browser.consent(browser.begin_linking("oidc"))
    own_board.make_logins_older(601)
    assert browser.is_signed_in
    assert is_refused(told(browser.come_back(callback)), "stale_login")
    answer = browser.http.post("/auth/oidc/link", headers=browser.origin)
    assert code_of(answer) == (403, "stale_login")
    assert code_of(browser.unlink("google")) == (403, "stale_login")
    assert browser.linked == ["github", "google"]


def test_registering_elsewhere_is_counted_like_registering_here(
    tmp_path: Path, oidc_server: OidcServer, elsewhere: OidcServer
) -> None:
    more = oauth_settings(oidc_server) | {"REGISTER_ATTEMPTS_MAX": "1"}
    first, second = elsewhere.account(), elsewhere.account()
    with running_board(tmp_path / "board", environment=more) as board:
        assert Browser(board, first).sign_in("google")["outcome"] == "registered"
        assert is_refused(Browser(board, second).sign_in("google"), "too_many_attempts")
        assert Browser(board, first).sign_in("google")["outcome"] == "signed_in"
