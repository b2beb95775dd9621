"""Signing in elsewhere, as honest people do it: three kinds of provider, from the button to the board."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from tests.api.conftest import oauth_settings
from tests.conftest import DATABASES
from tests.support import plain_http
from tests.support.board import OPENING_CREDITS, Board, running_board
from tests.support.browser import Browser, told
from tests.support.oidc_server import OidcServer
from tests.support.postgresql import PostgresqlServer

PROVIDERS = ("google", "github", "oidc")

every_provider = pytest.mark.parametrize("provider", PROVIDERS)


@pytest.fixture(scope="module", params=DATABASES)
def any_board(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, oidc_server: OidcServer
) -> Iterator[Board]:
    if request.param == "sqlite":
        yield request.getfixturevalue("oauth_board")
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    settings = oauth_settings(oidc_server)
    with running_board(tmp_path_factory.mktemp("oauth"), server.create_database(), settings) as running:
        yield running


def test_the_page_is_told_which_providers_there_are(any_board: Board) -> None:
    answer = plain_http.get(f"{any_board.url}/auth/providers")
    assert [(each["provider"], each["label"]) for each in answer.json()] == [
        ("google", "Google"),
        ("github", "GitHub"),
        ("oidc", "The club"),
    ]


def test_a_board_without_clients_has_no_providers(board: Board) -> None:
    assert plain_http.get(f"{board.url}/auth/providers").json() == []
    assert plain_http.get(f"{board.url}/auth/google/authorize").status_code == 404


@every_provider
def test_who_comes_for_the_first_time_gets_an_account(
    any_board: Board, elsewhere: OidcServer, provider: str
) -> None:
    clara = elsewhere.account("Clara")
    browser = Browser(any_board, clara)
    outcome = browser.sign_in(provider, next="/sounds?sort=top")
    assert (outcome["outcome"], outcome["next"]) == ("registered", "/sounds?sort=top")
    at = {"Soundboard-Position": outcome["position"]}
    me = browser.http.get("/auth/me", headers=at).json()
    assert (me["name"], me["email"], me["role"]) == ("Clara", clara.email, "member")
    assert browser.linked == [provider]
    balance = browser.http.get("/credits/balance", headers=at).json()
    assert balance["balance"] == OPENING_CREDITS


@every_provider
def test_who_comes_again_finds_their_account_from_any_browser(
    any_board: Board, elsewhere: OidcServer, provider: str
) -> None:
    clara = elsewhere.account()
    first, second = Browser(any_board, clara), Browser(any_board, clara)
    first.sign_in(provider)
    assert second.sign_in(provider)["outcome"] == "signed_in"
    assert first.user_id == second.user_id


@every_provider
def test_who_comes_twice_at_once_gets_one_account(
    any_board: Board, elsewhere: OidcServer, provider: str
) -> None:
    clara = elsewhere.account()
    browsers = [Browser(any_board, clara) for _ in range(4)]
    callbacks = [browser.consent(browser.begin(provider)) for browser in browsers]
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda each: each[0].come_back(each[1]), zip(browsers, callbacks, strict=True))
        )
    assert sorted(told(each)["outcome"] for each in answers) == ["registered", *3 * ["signed_in"]]
    assert len({browser.user_id for browser in browsers}) == 1


@every_provider
def test_a_member_links_another_way_in_and_takes_it_away_again(
    any_board: Board, elsewhere: OidcServer, provider: str
) -> None:
    member = any_board.member()
    clara = elsewhere.account()
    browser = Browser(any_board, clara)
    browser.sign_in_by_password(member.get("/auth/me")["email"])
    assert browser.link(provider, next="/settings")["next"] == "/settings"
    assert browser.linked == [provider]
    other = Browser(any_board, clara)
    assert other.sign_in(provider)["outcome"] == "signed_in"
    assert other.user_id == member.user_id
    assert browser.unlink(provider, password="correct horse").status_code == 204
    assert browser.linked == []
    assert Browser(any_board, clara).sign_in(provider)["outcome"] == "registered"


@every_provider
def test_linking_what_is_linked_already_is_no_news(
    any_board: Board, elsewhere: OidcServer, provider: str
) -> None:
    browser = Browser(any_board, elsewhere.account())
    browser.sign_in(provider)
    assert browser.link(provider)["outcome"] == "linked"
    assert browser.linked == [provider]


def test_another_address_elsewhere_is_still_the_same_person(any_board: Board, elsewhere: OidcServer) -> None:
    clara = elsewhere.account()
    browser = Browser(any_board, clara)
    browser.sign_in("google")
    elsewhere.faults.claims = {"email": "moved@elsewhere.example", "email_verified": False}
    assert browser.sign_in("google")["outcome"] == "signed_in"
    assert browser.me["email"] == clara.email


def test_the_same_number_at_two_providers_is_two_people(any_board: Board, elsewhere: OidcServer) -> None:
    browser = Browser(any_board, elsewhere.account())
    browser.sign_in("google")
    elsewhere.faults.user = {"email": "namesake@elsewhere.example"}
    other = Browser(any_board)
    other.is_at_the_provider(list(elsewhere.accounts.values())[-1])
    assert other.sign_in("oidc")["outcome"] == "registered"
    assert other.user_id != browser.user_id


def test_who_has_two_ways_in_may_give_up_one_without_a_password(
    any_board: Board, elsewhere: OidcServer
) -> None:
    browser = Browser(any_board, elsewhere.account())
    browser.sign_in("google")
    browser.link("github")
    assert browser.unlink("google").status_code == 204
    assert browser.linked == ["github"]


def test_who_says_no_elsewhere_comes_back_as_they_were(any_board: Board, elsewhere: OidcServer) -> None:
    browser = Browser(any_board)
    outcome = browser.sign_in("google", next="/sounds")
    assert outcome == {"outcome": "refused", "code": "provider_declined", "next": "/sounds"}
    assert not browser.is_signed_in


@pytest.mark.parametrize(
    ("told_name", "shown"),
    [
        ("  Ada\n\tLovelace ", "Ada Lovelace"),
        ("x" * 200, "x" * 40),
        ("evil\u202ename", "evil name"),
        ("\u200b", "clara"),
        ("", "clara"),
        (["list"], "clara"),
        (None, "clara"),
    ],
)
def test_a_name_from_elsewhere_is_made_to_fit(
    any_board: Board, elsewhere: OidcServer, told_name: object, shown: str
) -> None:
    browser = Browser(any_board, elsewhere.account(email=f"clara@{uuid4().hex}.example"))
    elsewhere.faults.claims = {"name": told_name}
    assert browser.sign_in("google")["outcome"] == "registered"
    assert browser.me["name"] == shown


@every_provider
def test_every_attempt_has_a_challenge_and_a_way_back_of_the_public_address(
    any_board: Board, elsewhere: OidcServer, provider: str
) -> None:
    browser = Browser(any_board, elsewhere.account())
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    answer = browser.http.get(f"/auth/{provider}/authorize", headers=headers)
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["redirect_uri"] == [f"{browser.site}/api/v1/auth/{provider}/callback"]
    assert asked["code_challenge_method"] == ["S256"]
    assert ("nonce" in asked) == (provider != "github")
    browser.sign_in(provider)
    assert 43 <= len(elsewhere.token_requests[-1]["code_verifier"]) <= 128


@every_provider
def test_the_cookies_are_for_no_script_and_that_of_the_attempt_goes_away(
    any_board: Board, elsewhere: OidcServer, provider: str
) -> None:
    browser = Browser(any_board, elsewhere.account())
    begun = browser.http.get(f"/auth/{provider}/authorize")
    back = browser.come_back(browser.consent(begun.headers["location"]))
    for answer in (begun, back):
        assert answer.headers["cache-control"] == "no-store"
        for cookie in answer.headers.get_list("set-cookie"):
            assert "httponly" in cookie.lower()
            assert "samesite=lax" in cookie.lower()
    assert {name for name in browser.http.cookies if name.startswith("soundboard")} == {
        "soundboard_access",
        "soundboard_refresh",
        "soundboard_device",
    }


def test_behind_tls_the_attempt_is_bound_to_this_host_alone(any_board: Board) -> None:
    answer = Browser(any_board).http.get("/auth/google/authorize", headers={"X-Forwarded-Proto": "https"})
    [cookie] = answer.headers.get_list("set-cookie")
    assert cookie.startswith("__Host-soundboard_oauth=")
    assert "secure" in cookie.lower()


# A board that takes those who were invited, and whose page is elsewhere.


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory, oidc_server: OidcServer) -> Iterator[Board]:
    more = {"REGISTRATION": "invitation", "PAGE_URL": "http://localhost:8001"}
    folder = tmp_path_factory.mktemp("club")
    with running_board(folder, environment=oauth_settings(oidc_server) | more) as running:
        yield running


def invitation_to(board: Board) -> str:
    answer = board.admin().post("/admin/invitations", {"reason": "Joins the club"})
    return str(answer.json()["invitation"])


@every_provider
def test_who_was_invited_registers_elsewhere_and_lands_on_the_page(
    club: Board, elsewhere: OidcServer, provider: str
) -> None:
    browser = Browser(club, elsewhere.account())
    url = browser.consent(browser.begin(provider, invitation=invitation_to(club)))
    answer = browser.come_back(url)
    assert answer.headers["location"].startswith("http://localhost:8001/auth/callback?")
    assert told(answer)["outcome"] == "registered"
    assert browser.linked == [provider]


def test_who_was_not_invited_does_not_register_elsewhere_either(club: Board, elsewhere: OidcServer) -> None:
    outcome = Browser(club, elsewhere.account()).sign_in("google")
    assert (outcome["outcome"], outcome["code"]) == ("refused", "registration_closed")


def test_an_invitation_is_good_for_one(club: Board, elsewhere: OidcServer) -> None:
    invitation = invitation_to(club)
    assert (
        Browser(club, elsewhere.account()).sign_in("oidc", invitation=invitation)["outcome"] == "registered"
    )
    second = Browser(club, elsewhere.account()).sign_in("oidc", invitation=invitation)
    assert (second["outcome"], second["code"]) == ("refused", "invalid_link")


def test_an_invitation_of_who_is_no_host_any_more_is_worth_nothing_on_the_way_back(
    club: Board, elsewhere: OidcServer
) -> None:
    host, why = club.admin(), {"reason": "Joins the club"}
    new = {"name": "Ada", "email": "ada@board.example", "password": "correct horse"}
    giver_id = host.post("/admin/users/", {**new, "role": "admin", **why}).json()["user_id"]
    giver = club.sign_in("ada@board.example", "correct horse")
    invitation = giver.post("/admin/invitations", why).json()["invitation"]
    browser = Browser(club, elsewhere.account())
    callback = browser.consent(browser.begin("oidc", invitation=invitation))
    assert host.http.patch(f"/admin/users/{giver_id}", json={"role": "member", **why}).status_code == 204
    outcome = told(browser.come_back(callback))
    assert (outcome["outcome"], outcome["code"]) == ("refused", "invalid_link")


def test_a_forged_invitation_sends_nobody_to_a_provider(club: Board) -> None:
    answer = Browser(club).http.get("/auth/google/authorize", params={"invitation": "forged"})
    assert told(answer)["code"] == "invalid_link"
