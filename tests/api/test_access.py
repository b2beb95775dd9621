"""Who may do what: every door, everybody who could stand before it, every way to show who one is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
import jwt
import pytest
from fastapi.routing import APIWebSocketRoute
from starlette.routing import BaseRoute, Route

from api.app import create_app
from api.dependencies import given_by, given_by_host
from api.doors import BELOW, Door
from api.permissions import PERMISSIONS
from infrastructure.composition import compose
from infrastructure.settings import Settings
from tests.api.needs import NEEDS
from tests.support import plain_http
from tests.support.answers import code_of
from tests.support.board import Board, Person, wait_for
from tests.support.ways_in import (
    Way,
    bearer,
    by_api_token,
    by_bearer,
    by_cookie,
    connection,
    every_way,
    listening,
    login,
    register,
    the_host,
)

NOBODY = Way("nobody", {})
ABSENT = str(UUID(int=404))

"""What each door must need, said a second time: `api/permissions.py` is what is on trial here."""

HEADS = {door for door in NEEDS if door.startswith("HEAD ")}
"""They ask what GET asks, and say nothing: nobody can read why they refuse."""

NO_DOORS = {"/", "/api/docs", "/docs/oauth2-redirect", "/api/redoc", "/api/openapi.json"}
"""The description of the doors, and the way to it: for everybody, and about nobody."""

SIGN_OUT = "POST /auth/logout"
"""Good for everybody, signed in or not; but an API token is no session that could end."""

ENDS_ITS_SESSION = {SIGN_OUT, "POST /auth/logout/everywhere"}
"""Passed last, as nothing is passed with that session afterwards."""

REFUSED = {
    "nobody": "unauthenticated",
    "expired": "unauthenticated",
    "disabled": "account_disabled",
    "erased": "unauthenticated",
}

ABOUT_WHO_ASKS = {"unauthenticated", "forbidden", "scope_missing", "account_disabled"}
ABOUT_THE_QUESTION = {"wrong_credentials", "invalid_address", "invalid_link", "registration_closed"}


@dataclass(frozen=True)
class Visitor:
    """`may` are the needs that are met, `else_code` what is said where they are not."""

    who: str
    way: Way
    may: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.who} by {self.way.name}"

    def expected(self, door: str) -> str | None:
        """The code of the refusal; None where the door opens."""
        needs = NEEDS[door]
        if door == SIGN_OUT and self.may and "account" not in self.may:
            return "scope_missing"
        if needs == "nothing" or needs in self.may:
            return None
        if self.who in REFUSED:
            return REFUSED[self.who]
        return "forbidden" if needs in ("admin", "host") and self.who != "host" else "scope_missing"


BODIES: Mapping[str, object] = {"POST /auth/refresh": {"refresh_token": 5}}
"""Where it is not enough to say nothing: without a token this door says what a closed one does."""


def ask(http: httpx.Client, door: str, way: Way) -> httpx.Response:
    method, path = door.split(" ")
    for name in ("sound_id", "play_id", "user_id", "scan_id", "session_id", "token_id", "reservation_id"):
        path = path.replace(f"{{{name}}}", ABSENT)
    path = re.sub(r"\{(name|provider|plan|action)\}", "absent", path)
    return http.request(method, path, json=BODIES.get(door, {}), headers=way.headers)


def refusal(http: httpx.Client, door: str, way: Way) -> str | None:
    """The code, where whoever asks was turned away for who they are. Nobody is answered with a failure."""
    answer = ask(http, door, way)
    assert answer.status_code < 500, f"{way.name}: {door} says {answer.status_code} {answer.text}"
    if answer.status_code < 400:
        return None
    status, code = code_of(answer)
    assert status in (401, 403) or code not in ABOUT_WHO_ASKS
    return code if status in (401, 403) and code not in ABOUT_THE_QUESTION else None


SESSION = frozenset({"read", "play", "account"})
TOKEN = frozenset({"read", "play"})


def visitors(board: Board) -> Sequence[Visitor]:
    host = board.admin()
    member, disabled = register(board), register(board)
    demoted, admin = register(board, role="admin"), the_host(board)
    found = [Visitor("nobody", NOBODY, frozenset())]
    found += [Visitor("member", by_bearer(board, member), SESSION)]
    found += [Visitor("member", by_cookie(board, member), SESSION)]
    found += [Visitor("member", by_api_token(board, member), TOKEN)]
    found += [Visitor("read-only", by_api_token(board, member, "read"), frozenset({"read"}))]
    found += [Visitor("play-only", by_api_token(board, member, "play"), frozenset({"play"}))]
    found += [Visitor("host", by_bearer(board, admin), SESSION | {"admin", "host"})]
    found += [Visitor("host", by_cookie(board, admin), SESSION | {"admin", "host"})]
    found += [Visitor("host", by_api_token(board, admin, "admin"), frozenset({"admin"}))]
    found += [Visitor("host", by_api_token(board, admin, "read"), frozenset({"read"}))]
    ways = every_way(board, disabled)
    answer = host.post(f"/admin/users/{disabled.user_id}/disable", {"reason": "Too loud"})
    assert answer.status_code == 204
    found += [Visitor("disabled", way, frozenset()) for way in ways]
    found += [Visitor("erased", way, frozenset()) for way in erased(board, host)]
    ways = every_way(board, demoted, "read", "play", "admin")
    answer = host.http.patch(
        f"/admin/users/{demoted.user_id}", json={"role": "member", "reason": "Less to do"}
    )
    assert answer.status_code == 204, answer.text
    found += [Visitor("demoted", way, SESSION) for way in ways[:2]]
    found += [Visitor("demoted", ways[2], TOKEN)]
    return [*found, *expired(board)]


def erased(board: Board, host: Person) -> Sequence[Way]:
    somebody = register(board)
    ways = every_way(board, somebody)
    answer = host.http.delete(f"/admin/users/{somebody.user_id}", params={"reason": "They asked for it"})
    assert answer.status_code == 204, answer.text
    return ways


def expired(board: Board) -> Sequence[Visitor]:
    member = register(board)
    claims = jwt.decode(login(board, member).json()["access_token"], options={"verify_signature": False})
    token = jwt.encode(claims | {"exp": claims["iat"] - 1}, board.secret("tokens.key"), "HS256")
    cookie = Way("cookie", {"Cookie": f"soundboard_access={token}", "Origin": board.origin})
    api_token = by_api_token(board, member, seconds=1)
    with connection(board) as http:
        wait_for(lambda: ask(http, "GET /auth/me", api_token).status_code, lambda status: status == 401)
    return [Visitor("expired", way, frozenset()) for way in (bearer(token), cookie, api_token)]


@pytest.fixture
def routes(tmp_path: Path) -> Iterator[Sequence[BaseRoute]]:
    """Whatever the application answers at, described or not."""
    folders = {"data_dir": tmp_path / "data", "sounds_dir": tmp_path / "sounds"}
    settings = Settings.model_validate({**folders, "audio_output": "null", "database_url": ""})
    container = compose(settings)
    yield create_app(container).routes
    container.close()


def test_every_route_is_a_door_or_named_as_none(routes: Sequence[BaseRoute]) -> None:
    others = [each for each in routes if not isinstance(each, Door | APIWebSocketRoute)]
    assert all(isinstance(each, Route) for each in others)
    assert {each.path for each in others if isinstance(each, Route)} == NO_DOORS


def test_every_door_is_in_the_matrix_and_says_what_it_needs(routes: Sequence[BaseRoute]) -> None:
    said = {
        f"{method} {each.path.removeprefix(BELOW)}": str((each.openapi_extra or {})["x-needs"])
        for each in routes
        if isinstance(each, Door)
        for method in each.methods or ()
    }
    streams = [each for each in routes if isinstance(each, APIWebSocketRoute)]
    said |= {f"WS {each.path.removeprefix(BELOW)}": str(PERMISSIONS[each.name]) for each in streams}
    assert said == NEEDS


NO_COMMANDS = {
    "rebuild_projection",
    "cancel_rebuild",
    "switch_projection_back",
    "verify_everything",
    "verify_credits",
}
"""What hosts do to read models is no command: it waits behind nobody."""


def test_what_only_a_host_may_ask_is_asked_as_a_host(routes: Sequence[BaseRoute]) -> None:
    """Else nobody would look again whether they still are one when its turn comes."""
    asked_otherwise = {
        each.endpoint.__name__
        for each in routes
        if isinstance(each, Door)
        and (each.openapi_extra or {})["x-needs"] in ("admin", "host")
        and each.methods != {"GET"}
        and not {given_by, given_by_host} & {part.call for part in each.dependant.dependencies}
    }
    assert asked_otherwise == NO_COMMANDS


def test_the_description_says_what_each_door_needs(board: Board) -> None:
    description = plain_http.get(f"{board.origin}/api/openapi.json").json()
    said = {
        f"{method.upper()} {path.removeprefix('/api/v1')}": operation["x-needs"]
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    }
    assert said == {door: NEEDS[door] for door in said}
    assert NEEDS.keys() - said.keys() == {"WS /events", "GET /admin/users", "POST /admin/users", *HEADS}


def test_every_permission_is_of_a_door(routes: Sequence[BaseRoute]) -> None:
    doors = [each for each in routes if isinstance(each, Door | APIWebSocketRoute)]
    assert {each.endpoint.__name__ for each in doors} == PERMISSIONS.keys()


def test_every_door_opens_to_those_it_is_for_and_to_nobody_else(board: Board) -> None:
    wrong = []
    everybody = visitors(board)
    in_order = sorted(NEEDS.keys() - HEADS, key=lambda door: (door in ENDS_ITS_SESSION, door == SIGN_OUT))
    with connection(board) as http:
        for visitor in everybody:
            for door in in_order:
                expected = visitor.expected(door)
                if door == "WS /events":
                    status = listening(board, visitor.way)
                    found = expected if status == (101 if expected is None else 403) else f"{status}"
                elif door in ENDS_ITS_SESSION and "account" in visitor.may:
                    continue
                else:
                    found = refusal(http, door, visitor.way)
                if found != expected:
                    wrong.append(f"{visitor.name}: {door} says {found}, not {expected}")
    assert wrong == []


def test_a_head_needs_what_its_get_needs() -> None:
    assert all(NEEDS[door] == NEEDS[door.replace("HEAD", "GET")] for door in HEADS)


def wait_until_refused(http: httpx.Client, way: Way) -> None:
    refused = wait_for(lambda: refusal(http, "GET /auth/me", way), bool, seconds_max=5)
    assert refused == "unauthenticated"


@pytest.mark.parametrize("door", sorted(ENDS_ITS_SESSION))
def test_signing_out_opens_to_every_session_and_ends_it(board: Board, door: str) -> None:
    member = register(board)
    with connection(board) as http:
        for way_in in (by_bearer, by_cookie):
            way = way_in(board, member)
            assert ask(http, door, way).status_code == 204
            wait_until_refused(http, way)


def test_what_belongs_to_another_answers_like_what_is_not_there(board: Board) -> None:
    ben = register(board)
    bens_way, annas_way = by_bearer(board, ben), by_bearer(board, register(board))
    token = by_api_token(board, ben).headers["Authorization"].split("_")[1]
    with connection(board) as http:
        session = http.get("/auth/sessions", headers=bens_way.headers).json()[0]["session_id"]
        for path, theirs in (("/auth/sessions", session), ("/auth/tokens", str(UUID(token)))):
            foreign = http.delete(f"{path}/{theirs}", headers=annas_way.headers)
            absent = http.delete(f"{path}/{ABSENT}", headers=annas_way.headers)
            assert foreign.status_code == absent.status_code == 404
            assert foreign.text.replace(theirs, ABSENT) == absent.text
            assert http.get(path, headers=bens_way.headers).json() != []


def test_a_cookie_without_the_page_it_comes_from_changes_nothing(board: Board) -> None:
    way = by_cookie(board, register(board))
    cookie = {"Cookie": way.headers["Cookie"]}
    origins = [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
    with connection(board) as http:
        for headers in origins:
            answer = http.patch("/auth/me", json={"name": "Eve"}, headers=cookie | headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
        shown = http.get("/auth/me", headers=cookie).json()
        assert shown["name"] == "Anna"
        same_page = cookie | {"Sec-Fetch-Site": "same-origin"}
        assert http.patch("/auth/me", json={"name": "Anne"}, headers=same_page).status_code == 204


def test_another_page_does_not_listen_with_somebodys_cookie(board: Board) -> None:
    way = by_cookie(board, register(board))
    assert listening(board, way) == 101
    for headers in ({}, {"Origin": "https://evil.example"}):
        assert listening(board, Way("cookie", {"Cookie": way.headers["Cookie"], **headers})) == 403
