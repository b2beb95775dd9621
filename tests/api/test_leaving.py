"""Asking to be erased, and being erased by the host: who may, and what is answered."""

from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.support import plain_http
from tests.support.answers import code_of
from tests.support.board import Board, Person, running_board, wait_for

PASSWORD = "correct horse"
GOODBYE = {"password": PASSWORD}


def leave(person: Person, body: object = None) -> httpx.Response:
    return person.http.request("DELETE", "/auth/me", json=body)


def erase(host: Person, user_id: object, **query: str) -> httpx.Response:
    return host.http.delete(f"/admin/users/{user_id}", params=query)


def is_known_no_longer(person: Person) -> None:
    """From a moment after the answer on."""
    refused = wait_for(lambda: person.http.get("/auth/me"), lambda answer: answer.status_code == 401)
    assert refused.json()["code"] == "unauthenticated"


def test_who_leaves_with_their_password_is_known_no_longer(anna: Person) -> None:
    left = leave(anna, GOODBYE)
    assert (left.status_code, left.content) == (204, b"")
    assert int(left.headers["soundboard-position"]) > 0
    is_known_no_longer(anna)
    assert code_of(leave(anna, GOODBYE)) == (401, "unauthenticated")


def test_of_goodbyes_sent_at_once_one_is_said_and_the_others_come_from_nobody(anna: Person) -> None:
    with ThreadPoolExecutor(4) as tabs:
        answers = list(tabs.map(lambda _: leave(anna, GOODBYE), range(4)))
    assert sorted(each.status_code for each in answers) == [204, 401, 401, 401]
    assert {code_of(each) for each in answers if each.is_error} == {(401, "unauthenticated")}


@pytest.mark.parametrize("body", [None, {}, {"password": None}, {"password": "wrong horse"}])
def test_nobody_leaves_without_their_password(anna: Person, body: object) -> None:
    assert code_of(leave(anna, body)) == (401, "wrong_credentials")
    assert anna.get("/auth/me")["name"] == "Anna"


@pytest.mark.parametrize("body", [[], "goodbye", {"password": 5}, {"password": "x" * 129}])
def test_a_goodbye_that_is_wrong_is_422(anna: Person, body: object) -> None:
    assert code_of(leave(anna, body)) == (422, "invalid_request")


def test_no_api_token_erases_its_owner(anna: Person) -> None:
    token = anna.post("/auth/tokens", {"name": "deck", "scopes": ["read", "play"]}).json()["token"]
    anna.http.headers["Authorization"] = f"Bearer {token}"
    assert code_of(leave(anna, GOODBYE)) == (403, "scope_missing")


def test_a_page_loses_its_cookies(board: Board, anna: Person) -> None:
    login = {"email": anna.get("/auth/me")["email"], "password": PASSWORD, "cookies": True}
    with plain_http.client(base_url=board.url) as page:
        page.post("/auth/login", json=login)
        assert len(page.cookies) == 3
        here = {"Origin": board.url.removesuffix("/api/v1")}
        assert (
            page.request(
                "DELETE", "/auth/me", json=GOODBYE, headers={"Origin": "https://elsewhere.example"}
            ).status_code
            == 403
        )
        left = page.request("DELETE", "/auth/me", json=GOODBYE, headers=here)
        assert left.status_code == 204
        assert len(page.cookies) == 0
    cleared = [SimpleCookie(each) for each in left.headers.get_list("set-cookie")]
    assert sorted(name for each in cleared for name in each) == [
        "soundboard_access",
        "soundboard_device",
        "soundboard_refresh",
    ]


def test_the_only_admin_stays(tmp_path: Path) -> None:
    with running_board(tmp_path) as board:
        host = board.admin()
        assert code_of(leave(host, {"password": board.admin_password})) == (409, "last_admin")
        assert host.get("/auth/me")["role"] == "admin"


def test_the_host_erases_somebody_with_a_reason(anna: Person, host: Person) -> None:
    erased = erase(host, anna.user_id, reason="They asked by letter")
    assert erased.status_code == 204
    host.http.headers["Soundboard-Position"] = erased.headers["soundboard-position"]
    is_known_no_longer(anna)
    everybody = host.get("/admin/users", limit=200)["items"]
    assert str(anna.user_id) not in {each["user_id"] for each in everybody}
    assert code_of(erase(host, anna.user_id, reason="Again")) == (404, "not_found")


@pytest.mark.parametrize("query", [{}, {"reason": ""}, {"reason": "x" * 201}])
def test_nobody_is_erased_without_a_reason(anna: Person, host: Person, query: dict[str, str]) -> None:
    assert code_of(erase(host, anna.user_id, **query)) == (422, "invalid_request")
    assert anna.get("/auth/me")["name"] == "Anna"


def test_nobody_goes_round_their_own_password_by_the_host_door(host: Person) -> None:
    assert code_of(erase(host, host.user_id, reason="Enough")) == (403, "forbidden")


def test_members_erase_nobody(anna: Person, ben: Person) -> None:
    assert code_of(erase(anna, ben.user_id, reason="Rival")) == (403, "forbidden")


def test_who_was_never_there_is_not_erased(host: Person) -> None:
    assert code_of(erase(host, uuid4(), reason="Nobody")) == (404, "not_found")
