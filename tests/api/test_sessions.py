"""Staying signed in, and being signed out: here, elsewhere, everywhere."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support import plain_http
from tests.support.board import Board, wait_for
from tests.support.ways_in import (
    PASSWORD,
    Somebody,
    Way,
    bearer,
    by_api_token,
    by_bearer,
    by_cookie,
    connection,
    listening,
    login,
    register,
)


def refresh(board: Board, token: str) -> httpx.Response:
    return plain_http.post(f"{board.url}/auth/refresh", json={"refresh_token": token})


def may(board: Board, way: Way) -> bool:
    return plain_http.get(f"{board.url}/auth/me", headers=way.headers).status_code == 200


def post(board: Board, path: str, way: Way, body: Any = None) -> httpx.Response:
    return plain_http.post(f"{board.url}{path}", json=body, headers=way.headers)


@pytest.fixture
def clara(board: Board) -> Somebody:
    return register(board)


def test_a_session_goes_on_with_the_next_tokens(board: Board, clara: Somebody) -> None:
    first = login(board, clara).json()
    second = refresh(board, first["refresh_token"]).json()
    third = refresh(board, second["refresh_token"]).json()
    assert len({each["refresh_token"] for each in (first, second, third)}) == 3
    assert may(board, bearer(third["access_token"]))


def test_an_answer_that_was_lost_is_given_again(board: Board, clara: Somebody) -> None:
    first = login(board, clara).json()["refresh_token"]
    lost, again = refresh(board, first).json(), refresh(board, first).json()
    assert lost["refresh_token"] == again["refresh_token"]
    assert may(board, bearer(again["access_token"]))


def test_a_token_from_before_ends_the_whole_session(board: Board, clara: Somebody) -> None:
    first = login(board, clara).json()
    second = refresh(board, first["refresh_token"]).json()
    third = refresh(board, second["refresh_token"]).json()
    assert refresh(board, first["refresh_token"]).status_code == 401
    assert refresh(board, third["refresh_token"]).status_code == 401
    wait_for(lambda: may(board, bearer(third["access_token"])), lambda may: not may, seconds_max=5)


def test_twenty_tabs_that_refresh_at_once_stay_one_living_session(board: Board, clara: Somebody) -> None:
    first = login(board, clara).json()["refresh_token"]
    with ThreadPoolExecutor(20) as tabs:
        answers = list(tabs.map(lambda _: refresh(board, first), range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    sessions = plain_http.get(
        f"{board.url}/auth/sessions",
        headers=bearer(answers[7].json()["access_token"]).headers,
    ).json()
    assert len(sessions) == 1
    assert refresh(board, answers[13].json()["refresh_token"]).status_code == 200


@pytest.mark.parametrize("change", ["cut", "another generation", "another session", "an access token", "€"])
def test_a_refresh_token_that_is_not_ours_is_refused(board: Board, clara: Somebody, change: str) -> None:
    answer = login(board, clara).json()
    prefix, session, generation, mac = answer["refresh_token"].split("_")
    forged = {
        "cut": answer["refresh_token"][:-1],
        "another generation": f"{prefix}_{session}_5_{mac}",
        "another session": f"{prefix}_{'0' * 32}_{generation}_{mac}",
        "an access token": answer["access_token"],
        "€": "€" + answer["refresh_token"],
    }[change]
    assert refresh(board, forged).status_code == 401


def test_a_refresh_token_opens_no_door(board: Board, clara: Somebody) -> None:
    assert not may(board, bearer(login(board, clara).json()["refresh_token"]))


def test_a_page_gets_cookies_that_no_script_reads_and_no_tokens(board: Board, clara: Somebody) -> None:
    answer = login(board, clara, cookies=True)
    assert (answer.json()["access_token"], answer.json()["refresh_token"]) == (None, None)
    for line in answer.headers.get_list("set-cookie"):
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {each.strip() for each in line.split(";")}


def test_a_page_stays_signed_in_by_its_cookies(board: Board, clara: Somebody) -> None:
    way = by_cookie(board, clara)
    answer = post(board, "/auth/refresh", way, {})
    assert answer.status_code == 200
    assert answer.json()["access_token"] is None
    cookie = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
    assert may(board, Way("cookie", {"Cookie": cookie}))


def test_a_page_that_signs_out_has_no_cookies_left(board: Board, clara: Somebody) -> None:
    answer = post(board, "/auth/logout", by_cookie(board, clara))
    assert answer.status_code == 204
    cleared = [line.split(";")[0] for line in answer.headers.get_list("set-cookie")]
    assert sorted(cleared) == ['soundboard_access=""', 'soundboard_refresh=""']


def test_a_page_whose_access_token_has_expired_signs_out_by_its_refresh_token(
    board: Board, clara: Somebody
) -> None:
    answer = login(board, clara, cookies=True)
    only = {"Cookie": f"soundboard_refresh={answer.cookies['soundboard_refresh']}"}
    foreign = Way("cookie", only | {"Origin": "https://evil.example"})
    assert post(board, "/auth/logout", foreign).status_code == 403
    assert post(board, "/auth/logout", Way("cookie", only | {"Origin": board.origin})).status_code == 204
    assert refresh(board, answer.cookies["soundboard_refresh"]).status_code == 401


def test_signing_out_ends_this_session_and_no_other(board: Board, clara: Somebody) -> None:
    here, there = login(board, clara).json(), by_bearer(board, clara)
    post(board, "/auth/logout", bearer(here["access_token"]))
    wait_for(lambda: may(board, bearer(here["access_token"])), lambda may: not may, seconds_max=5)
    assert refresh(board, here["refresh_token"]).status_code == 401
    assert may(board, there)


def test_signing_out_ends_every_session_that_is_shown(board: Board, clara: Somebody) -> None:
    bearers, given, page = login(board, clara).json(), login(board, clara).json(), by_cookie(board, clara)
    shown = Way("all", bearer(bearers["access_token"]).headers | page.headers)
    assert post(board, "/auth/logout", shown, {"refresh_token": given["refresh_token"]}).status_code == 204
    for way in (bearer(bearers["access_token"]), bearer(given["access_token"]), page):
        wait_for(lambda way=way: may(board, way), lambda may: not may, seconds_max=5)  # type: ignore[misc]  # the loop's
    assert refresh(board, bearers["refresh_token"]).status_code == 401
    assert refresh(board, given["refresh_token"]).status_code == 401


def test_a_program_whose_access_token_has_expired_signs_out_by_its_refresh_token(
    board: Board, clara: Somebody
) -> None:
    token = login(board, clara).json()["refresh_token"]
    stale = bearer("expired")
    for _ in range(2):
        assert post(board, "/auth/logout", stale, {"refresh_token": token}).status_code == 204
    assert refresh(board, token).status_code == 401
    assert post(board, "/auth/logout", stale, {"refresh_token": "forged"}).status_code == 204


def test_another_page_ends_no_session_by_cookie_whatever_else_it_shows(board: Board, clara: Somebody) -> None:
    page, token = by_cookie(board, clara), login(board, clara).json()["refresh_token"]
    foreign = Way("foreign", page.headers | {"Origin": "https://evil.example"})
    assert post(board, "/auth/logout", foreign, {"refresh_token": token}).status_code == 403
    assert may(board, page)
    assert refresh(board, token).status_code == 200


def test_signing_out_everywhere_ends_every_session_and_leaves_api_tokens(
    board: Board, clara: Somebody
) -> None:
    here, there, deck = by_bearer(board, clara), by_cookie(board, clara), by_api_token(board, clara)
    post(board, "/auth/logout/everywhere", here)
    for way in (here, there):
        wait_for(lambda way=way: may(board, way), lambda may: not may, seconds_max=5)  # type: ignore[misc]  # the loop's
    assert may(board, deck)


def test_a_session_is_ended_from_another(board: Board, clara: Somebody) -> None:
    here, there = by_bearer(board, clara), by_bearer(board, clara)
    with connection(board) as http:
        sessions = http.get("/auth/sessions", headers=here.headers).json()
        assert [each["is_this"] for each in sessions] == [False, True]
        http.delete(f"/auth/sessions/{sessions[0]['session_id']}", headers=here.headers)
    wait_for(lambda: may(board, there), lambda may: not may, seconds_max=5)
    assert may(board, here)


def test_another_password_ends_every_session_but_this_one(board: Board, clara: Somebody) -> None:
    here, there = by_bearer(board, clara), by_bearer(board, clara)
    wrong = post(board, "/auth/me/password", here, {"old": "wrong horse", "new": "battery staple"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_credentials")
    assert (
        post(board, "/auth/me/password", here, {"old": PASSWORD, "new": "battery staple"}).status_code == 204
    )
    wait_for(lambda: may(board, there), lambda may: not may, seconds_max=5)
    assert may(board, here)
    assert listening(board, here) == 101
    old = plain_http.post(f"{board.url}/auth/login", json={"email": clara.email, "password": PASSWORD})
    assert old.status_code == 401
    by_bearer(board, Somebody(clara.email, "battery staple", clara.user_id))


def test_a_password_that_was_just_changed_is_changed_again(board: Board, clara: Somebody) -> None:
    here = by_bearer(board, clara)
    passwords = [PASSWORD, *(f"battery staple {number}" for number in range(6))]
    changes = [{"old": old, "new": new} for old, new in pairwise(passwords)]
    assert {post(board, "/auth/me/password", here, each).status_code for each in changes} == {204}


def test_of_passwords_chosen_at_once_in_two_sessions_one_is_taken(board: Board, clara: Somebody) -> None:
    ways = [by_bearer(board, clara), by_bearer(board, clara)]
    new = ["battery staple", "battery horse"]
    with ThreadPoolExecutor(2) as phones:
        answers = list(
            phones.map(
                lambda number: post(
                    board, "/auth/me/password", ways[number], {"old": PASSWORD, "new": new[number]}
                ),
                range(2),
            )
        )
    winner = [answer.status_code for answer in answers].index(204)
    assert answers[1 - winner].status_code in (401, 409)
    by_bearer(board, Somebody(clara.email, new[winner], clara.user_id))
    wait_for(lambda: may(board, ways[1 - winner]), lambda may: not may, seconds_max=5)


def test_another_address_signs_in_and_the_old_one_is_free(board: Board, clara: Somebody) -> None:
    way = by_bearer(board, clara)
    new = f"new-{clara.email}"
    assert post(board, "/auth/me/email", way, {"email": new, "password": "wrong horse"}).status_code == 401
    assert post(board, "/auth/me/email", way, {"email": new, "password": PASSWORD}).status_code == 204
    by_bearer(board, Somebody(new, PASSWORD, clara.user_id))
    again = {"name": "Eve", "email": clara.email, "password": PASSWORD}
    assert plain_http.post(f"{board.url}/auth/register", json=again).status_code == 201


def test_the_same_address_in_other_capitals_is_kept_as_it_was_typed(board: Board, clara: Somebody) -> None:
    way = by_bearer(board, clara)
    name, _, domain = clara.email.partition("@")
    new = f"{name.upper()}@{domain}"
    changed = post(board, "/auth/me/email", way, {"email": new, "password": PASSWORD})
    assert changed.status_code == 204
    again = post(board, "/auth/me/email", way, {"email": new, "password": PASSWORD})
    assert again.headers["soundboard-position"] == changed.headers["soundboard-position"]
    position = {"Soundboard-Position": changed.headers["soundboard-position"]}
    with connection(board) as http:
        assert http.get("/auth/me", headers=way.headers | position).json()["email"] == new
    by_bearer(board, clara)


def test_an_address_of_somebody_else_is_not_taken(board: Board, clara: Somebody) -> None:
    body = {"email": register(board).email, "password": PASSWORD}
    answer = post(board, "/auth/me/email", by_bearer(board, clara), body)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_claimed")


def test_an_open_stream_ends_with_its_session(board: Board, clara: Somebody) -> None:
    answer = login(board, clara).json()
    person = board.sign_in(clara.email, PASSWORD)
    person.token = answer["access_token"]
    with board.listen(person) as line:
        line.recv()
        post(board, "/auth/logout", bearer(answer["access_token"]))
        closed = wait_for(lambda: _closed(line), bool, seconds_max=5)
    assert closed == "session_ended"


def _closed(line: Any) -> str | None:
    try:
        while True:
            line.recv(timeout=0.1)
    except TimeoutError:
        return None
    except Exception as error:  # noqa: BLE001 - however it ends
        return str(error.rcvd.reason)  # type: ignore[attr-defined]  # a closed connection


def test_no_secret_of_a_session_is_kept(board: Board, clara: Somebody) -> None:
    """Whoever reads the data folder's databases finds nothing to come in by."""
    answer = login(board, clara).json()
    mac = answer["refresh_token"].rpartition("_")[2]
    for file in Path(board.folder, "data").rglob("*.db*"):
        content = file.read_bytes()
        assert mac.encode() not in content
        assert answer["access_token"].encode() not in content
