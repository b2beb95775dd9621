"""What hosts may do with people: look, change, let in, keep out. Nobody else may."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.conftest import DATABASES
from tests.support import plain_http
from tests.support.answers import code_of
from tests.support.board import OPENING_CREDITS, Board, Person, running_board, wait_for
from tests.support.postgresql import PostgresqlServer

WHY = {"reason": "for the test"}


def send(person: Person, method: str, path: str, body: object = None, **query: str) -> httpx.Response:
    """As `Person.post` does: what was written is read."""
    answer = person.http.request(method, path, json=body, params=query)
    if position := answer.headers.get("soundboard-position"):
        person.http.headers["Soundboard-Position"] = position
    return answer


def change(host: Person, somebody: Person, **changes: object) -> httpx.Response:
    return send(host, "PATCH", f"/admin/users/{somebody.user_id}", WHY | changes)


def user(host: Person, somebody: Person) -> dict[str, Any]:
    found: dict[str, Any] = host.get(f"/admin/users/{somebody.user_id}")
    return found


# Looking.


def test_a_host_sees_who_somebody_is_and_what_they_have(host: Person, anna: Person) -> None:
    seen = user(host, anna)
    assert seen["email"] == anna.get("/auth/me")["email"]
    assert (seen["name"], seen["role"], seen["plan"]) == ("Anna", "member", "free")
    assert not seen["is_disabled"]
    assert seen["credits"] == {"balance": OPENING_CREDITS, "reserved": 0, "spendable": OPENING_CREDITS}
    assert seen["ways_in"] == {"has_password": True, "providers": [], "sessions": 1}
    assert not [each for each in seen if "hash" in each or "sealed" in each]


def test_people_are_found_by_a_part_of_their_address(board: Board, host: Person, anna: Person) -> None:
    email = anna.get("/auth/me")["email"]
    for path in ("/admin/users/", "/admin/users"):
        [found] = host.get(path, search=f" {email[3:20].upper()} ")["items"]
        assert found["user_id"] == str(anna.user_id)
    assert host.get("/admin/users/", search="%" * 5)["items"] == []


def test_people_are_listed_by_plan_and_state(host: Person, anna: Person, ben: Person) -> None:
    change(host, anna, plan="premium")
    host.post(f"/admin/users/{ben.user_id}/disable", WHY)
    assert str(anna.user_id) in ids(host, plan="premium", state="active")
    assert str(ben.user_id) not in ids(host, plan="premium")
    assert str(ben.user_id) in ids(host, state="disabled")
    assert str(anna.user_id) not in ids(host, state="disabled")


def ids(host: Person, **query: str) -> list[str]:
    return [each["user_id"] for each in host.get("/admin/users/", limit=200, **query)["items"]]


def test_pages_of_people_follow_each_other_while_somebody_comes(board: Board, host: Person) -> None:
    people = [str(board.member().user_id) for _ in range(3)]
    seen, cursor = [], None
    while True:
        page = host.get("/admin/users/", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [each["user_id"] for each in page["items"]]
        board.member()
        if (cursor := page["next"]) is None or len(seen) > 50:
            break
    assert len(seen) == len(set(seen))
    assert [each for each in seen if each in people] == people[::-1]


@pytest.mark.parametrize(
    "query",
    [
        {"plan": "x" * 31},
        {"state": "asleep"},
        {"search": "a\0b"},
        {"plan": "a\0b"},
        {"search": "x" * 255},
        {"limit": "0"},
    ],
)
def test_a_list_of_people_asked_for_wrongly_is_422(host: Person, query: dict[str, str]) -> None:
    assert code_of(host.http.get("/admin/users/", params=query)) == (422, "invalid_request")


def test_plans_say_what_they_give(host: Person) -> None:
    plans = {each["name"]: (each["daily"], each["maximum"]) for each in host.get("/admin/users/plans/list")}
    assert plans == {"free": (0, 50), "premium": (50, 200), "pro": (200, 1000)}


def test_without_the_slash_it_is_the_same_door(board: Board, anna: Person) -> None:
    for path in ("/admin/users", "/admin/users/"):
        assert code_of(anna.http.get(path)) == (403, "forbidden")
        assert code_of(anna.post(path, {})) == (403, "forbidden")
        assert plain_http.get(f"{board.url}{path}").status_code == 401


# Changing.


def test_a_host_changes_name_role_and_plan_at_once(board: Board, host: Person, anna: Person) -> None:
    assert change(host, anna, name="Annika", role="admin", plan="pro").status_code == 204
    seen = user(host, anna)
    assert (seen["name"], seen["role"], seen["plan"]) == ("Annika", "admin", "pro")
    wait_until_host(anna)
    change(host, anna, role="member")
    wait_for(lambda: anna.http.get("/admin/users/").status_code, lambda status: status == 403)


@pytest.mark.parametrize(
    "body",
    [
        {},
        WHY,
        {"name": "Annika"},
        {"plan": "pro", "reason": ""},
        {"plan": "pro", "reason": "x" * 201},
        {"role": "owner", **WHY},
        {"name": "", **WHY},
        {"name": "two\nlines", **WHY},
        {"plan": "pro", "credits": 1_000, **WHY},
        {"plan": "pro", "balance": 1_000, **WHY},
        {"plan": "pro", "is_admin": True, **WHY},
        {"plan": "pro", "is_disabled": True, **WHY},
        {"plan": "pro", "user_id": str(uuid4()), **WHY},
        {"plan": "pro", "owner_id": str(uuid4()), **WHY},
        {"plan": "pro", "email": "other@board.example", **WHY},
        {"plan": "pro", "password": "correct horse", **WHY},
    ],
)
def test_a_change_that_is_wrong_is_422_and_changes_nothing(
    host: Person, anna: Person, body: dict[str, object]
) -> None:
    refused = send(host, "PATCH", f"/admin/users/{anna.user_id}", body)
    assert code_of(refused) == (422, "invalid_request")
    assert (user(host, anna)["plan"], user(host, anna)["name"]) == ("free", "Anna")


def test_a_change_needs_more_than_blanks_for_a_reason(host: Person, anna: Person) -> None:
    assert code_of(change(host, anna, plan="pro", name="Annika", reason="  ")) == (422, "reason_required")
    assert (user(host, anna)["plan"], user(host, anna)["name"]) == ("free", "Anna")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"name": "Nobody", **WHY}),
        ("PATCH", "", {"role": "admin", **WHY}),
        ("PATCH", "", {"plan": "pro", **WHY}),
        ("POST", "/disable", WHY),
        ("POST", "/enable", WHY),
        ("POST", "/credits/grant", {"amount": 1, **WHY}),
        ("POST", "/password-reset", WHY),
        ("GET", "/sessions", None),
        ("GET", "/tokens", None),
    ],
)
def test_whatever_is_asked_about_nobody_is_the_same_404(
    host: Person, method: str, path: str, body: object
) -> None:
    nobody = uuid4()
    answer = send(host, method, f"/admin/users/{nobody}{path}", body)
    assert code_of(answer) == (404, "not_found")
    assert answer.json()["detail"] == f"There is no UserAccount {nobody}."


def test_an_account_that_a_host_opens_takes_nothing_that_was_not_asked_for(host: Person) -> None:
    new = {"name": "Ben", "email": f"{uuid4().hex}@board.example", "password": "correct horse"}
    assert host.post("/admin/users/", new | {"credits": 1_000}).status_code == 422
    assert host.post("/admin/users/", new).status_code == 201
    again = new | {"email": f"{uuid4().hex}@board.example"}
    assert host.post("/admin/users", again).status_code == 201


# Letting in, and keeping out.


def test_a_forgotten_password_is_chosen_anew_once(board: Board, host: Person, anna: Person) -> None:
    email = anna.get("/auth/me")["email"]
    offered = host.post(f"/admin/users/{anna.user_id}/password-reset", WHY)
    assert (offered.status_code, offered.headers["cache-control"]) == (201, "no-store")
    assert offered.json()["expires_at"] > "2026"
    choice = {"token": offered.json()["token"], "password": "another horse"}
    with plain_http.client(base_url=board.url) as http:
        assert http.post("/auth/password/reset", json=choice).status_code == 204
        assert code_of(http.post("/auth/password/reset", json=choice)) == (409, "link_stale")
    assert anna.http.get("/auth/me").status_code == 401
    assert board.sign_in(email, "another horse").user_id == anna.user_id


def test_a_link_for_who_was_erased_meanwhile_is_not_good(board: Board, host: Person, anna: Person) -> None:
    token = host.post(f"/admin/users/{anna.user_id}/password-reset", WHY).json()["token"]
    assert send(host, "DELETE", f"/admin/users/{anna.user_id}", **WHY).status_code == 204
    choice = {"token": token, "password": "another horse"}
    answer = plain_http.post(f"{board.url}/auth/password/reset", json=choice)
    assert code_of(answer) == (403, "invalid_link")


def test_a_reset_asked_for_again_with_its_key_is_the_same_one(
    board: Board, host: Person, anna: Person
) -> None:
    path, key = f"/admin/users/{anna.user_id}/password-reset", {"Idempotency-Key": uuid4().hex}
    first, again = (host.post(path, WHY, **key).json()["token"] for _ in range(2))
    with plain_http.client(base_url=board.url) as http:
        answers = [
            http.post("/auth/password/reset", json={"token": token, "password": "another horse"})
            for token in (first, again)
        ]
    assert [each.status_code for each in answers] == [204, 409]


def test_an_invitation_is_good_for_one(board: Board, host: Person) -> None:
    invited = host.post("/admin/invitations", WHY)
    assert (invited.status_code, invited.headers["cache-control"]) == (201, "no-store")
    answers = [registered_with(board, invited.json()["invitation"]) for _ in range(2)]
    assert answers[0].status_code == 201
    assert code_of(answers[1]) == (403, "invalid_link")
    assert registered_with(board, "forged").status_code == 403


def test_an_invitation_asked_for_again_with_its_key_is_the_same_one(board: Board, host: Person) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    first, again = (host.post("/admin/invitations", WHY, **key).json() for _ in range(2))
    assert first["invitation_id"] == again["invitation_id"]
    answers = [registered_with(board, each["invitation"]).status_code for each in (first, again)]
    assert answers == [201, 403]


def registered_with(board: Board, invitation: str) -> httpx.Response:
    new = {"name": "Dora", "email": f"{uuid4().hex}@board.example", "password": "correct horse"}
    return plain_http.post(f"{board.url}/auth/register", json=new | {"invitation": invitation})


def test_what_a_host_gave_is_worth_nothing_while_they_are_none(
    board: Board, host: Person, anna: Person, ben: Person
) -> None:
    change(host, anna, role="admin")
    wait_until_host(anna)
    invitation = anna.post("/admin/invitations", WHY).json()["invitation"]
    reset = anna.post(f"/admin/users/{ben.user_id}/password-reset", WHY).json()["token"]
    change(host, anna, role="member")
    assert code_of(registered_with(board, invitation)) == (403, "invalid_link")
    choice = {"token": reset, "password": "another horse"}
    answer = plain_http.post(f"{board.url}/auth/password/reset", json=choice)
    assert code_of(answer) == (403, "invalid_link")
    assert ben.http.get("/auth/me").status_code == 200
    change(host, anna, role="admin")
    assert registered_with(board, invitation).status_code == 201


def test_a_host_ends_a_session_and_no_other(board: Board, host: Person, anna: Person) -> None:
    phone = board.sign_in(anna.get("/auth/me")["email"], "correct horse")
    [newest, _] = host.get(f"/admin/users/{anna.user_id}/sessions")
    path = f"/admin/users/{anna.user_id}/sessions/{newest['session_id']}"
    assert code_of(send(host, "DELETE", path)) == (422, "invalid_request")
    assert send(host, "DELETE", path, **WHY).status_code == 204
    wait_for(lambda: phone.http.get("/auth/me").status_code, lambda status: status == 401)
    assert anna.http.get("/auth/me").status_code == 200
    assert len(host.get(f"/admin/users/{anna.user_id}/sessions")) == 1
    assert code_of(send(host, "DELETE", path, **WHY)) == (404, "not_found")


def test_a_session_is_ended_only_where_it_is(host: Person, anna: Person, ben: Person) -> None:
    [session] = host.get(f"/admin/users/{anna.user_id}/sessions")
    path = f"/admin/users/{ben.user_id}/sessions/{session['session_id']}"
    assert code_of(send(host, "DELETE", path, **WHY)) == (404, "not_found")
    assert anna.http.get("/auth/me").status_code == 200


def test_a_host_revokes_a_token_and_sees_no_secret(board: Board, host: Person, anna: Person) -> None:
    issued = anna.post("/auth/tokens", {"name": "deck"}).json()
    [seen] = host.get(f"/admin/users/{anna.user_id}/tokens")
    assert (seen["token_id"], seen["name"]) == (issued["token_id"], "deck")
    assert not {"token", "secret", "secret_hash"} & set(seen)
    path = f"/admin/users/{anna.user_id}/tokens/{issued['token_id']}"
    assert send(host, "DELETE", path, **WHY).status_code == 204
    headers = {"Authorization": f"Bearer {issued['token']}"}
    with plain_http.client(base_url=board.url, headers=headers) as deck:
        wait_for(lambda: deck.get("/sounds/").status_code, lambda status: status == 401)
    assert code_of(send(host, "DELETE", path, **WHY)) == (404, "not_found")


# The last host.


@pytest.fixture(scope="module", params=DATABASES)
def quiet_board(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """One with a single host, whatever other tests do."""
    url = ""
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.create_database()
    with running_board(tmp_path_factory.mktemp("quiet"), url) as running:
        yield running


def test_the_last_host_stays(quiet_board: Board) -> None:
    host = quiet_board.admin()
    assert code_of(change(host, host, role="member", plan="pro", name="Gone")) == (409, "last_admin")
    assert code_of(host.post(f"/admin/users/{host.user_id}/disable", WHY)) == (409, "last_admin")
    seen = user(host, host)
    assert (seen["role"], seen["plan"], seen["name"]) == ("admin", "free", "Admin")
    assert not seen["is_disabled"]


def test_a_host_who_is_not_the_last_may_step_down(quiet_board: Board) -> None:
    host, other = quiet_board.admin(), quiet_board.member()
    change(host, other, role="admin")
    wait_until_host(other)
    assert change(other, other, role="member").status_code == 204
    wait_for(lambda: other.http.get("/admin/users/").status_code, lambda status: status == 403)


def test_of_two_hosts_who_demote_each_other_at_once_one_stays(quiet_board: Board) -> None:
    hosts = [quiet_board.admin(), quiet_board.member()]
    left, gone = hosts
    for _ in range(10):
        change(left, gone, role="admin")
        for each in hosts:
            wait_until_host(each)
        statuses = [each.status_code for each in demoted_by_each_other(*hosts)]
        assert sorted(statuses) in ([204, 403], [204, 409])
        left, gone = hosts if statuses[0] == 204 else hosts[::-1]
        assert [each["role"] for each in left.get("/admin/users/")["items"]].count("admin") == 1
        assert user(left, left)["role"] == "admin"


def test_of_two_hosts_who_disable_each_other_at_once_one_is_refused(
    host: Person, anna: Person, ben: Person
) -> None:
    for each in (anna, ben):
        change(host, each, role="admin")
    for _ in range(10):
        for each in (anna, ben):
            wait_until_host(each)
        answers = disabled_by_each_other(anna, ben)
        won = [each.status_code for each in answers].index(204)
        assert code_of(answers[1 - won]) in ((403, "forbidden"), (401, "account_disabled"))
        loser = (anna, ben)[1 - won]
        assert host.post(f"/admin/users/{loser.user_id}/enable", WHY).status_code == 204


def test_an_old_login_makes_no_host_lets_none_in_again_and_resets_no_password(tmp_path: Path) -> None:
    with running_board(tmp_path) as old_board:
        host, somebody = old_board.admin(), old_board.member()
        old_board.make_logins_older(601)
        new = {"name": "Eve", "email": "eve@board.example", "password": "correct horse"}
        refused = [
            host.post("/admin/users/", {**new, "role": "admin", **WHY}),
            change(host, somebody, role="admin"),
            host.post(f"/admin/users/{somebody.user_id}/password-reset", WHY),
            host.post(f"/admin/users/{somebody.user_id}/enable", WHY),
        ]
        assert [code_of(each) for each in refused] == [(403, "stale_login")] * 4
        assert user(host, somebody)["role"] == "member"
        assert change(host, somebody, plan="pro").status_code == 204
        assert host.post("/admin/users/", new).status_code == 201


def disabled_by_each_other(one: Person, two: Person) -> list[httpx.Response]:
    return at_once(lambda host, other: host.post(f"/admin/users/{other.user_id}/disable", WHY), one, two)


def demoted_by_each_other(one: Person, two: Person) -> list[httpx.Response]:
    return at_once(lambda host, other: change(host, other, role="member"), one, two)


def at_once(do: Callable[[Person, Person], httpx.Response], one: Person, two: Person) -> list[httpx.Response]:
    """Each to the other."""
    together = Barrier(2)

    def in_step(pair: tuple[Person, Person]) -> httpx.Response:
        together.wait()
        return do(*pair)

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(in_step, [(one, two), (two, one)]))


def wait_until_host(person: Person) -> None:
    wait_for(lambda: person.http.get("/admin/audit").status_code, lambda status: status == 200)
