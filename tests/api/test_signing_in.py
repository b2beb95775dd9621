"""Who are you? Accounts, tokens, and who may pass which door."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest

from tests.support import plain_http
from tests.support.answers import code_of
from tests.support.board import Board, Person, wait_for

NEW = {"name": "Clara", "email": "", "password": "correct horse"}


def register(board: Board, **changes: Any) -> httpx.Response:
    new = NEW | {"email": f"{uuid4().hex}@board.example"} | changes
    return plain_http.post(f"{board.url}/auth/register", json=new)


@pytest.mark.parametrize("domain", ["BÜCHER.example", "bücher.example", "xn--bcher-kva.example"])
def test_an_address_signs_in_as_it_was_typed_when_it_registered(board: Board, domain: str) -> None:
    name = uuid4().hex
    typed = {"email": f"{name}@{domain}", "password": "correct horse"}
    new = plain_http.post(f"{board.url}/auth/register", json={"name": "Anna", **typed})
    assert new.status_code == 201
    for each in (domain, "bücher.example"):
        login = {**typed, "email": f"{name}@{each}"}
        assert plain_http.post(f"{board.url}/auth/login", json=login).status_code == 200


def test_who_registers_can_sign_in_and_is_known(board: Board) -> None:
    email = f"Clara.{uuid4().hex}@board.example"
    assert register(board, email=email).status_code == 201
    clara = board.sign_in(email.upper(), "correct horse")
    me = clara.get("/auth/me")
    assert (me["name"], me["role"]) == ("Clara", "member")


def test_an_address_registers_once_however_it_is_spelt(board: Board) -> None:
    email = f"{uuid4().hex}@board.example"
    register(board, email=email)
    assert code_of(register(board, email=email.upper())) == (409, "already_claimed")


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "nobody"},
        {"email": 5},
        {"password": "short"},
        {"password": "x" * 129},
        {"password": None},
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 41},
        {"name": "evil\u202ename"},
        {"name": "two\nlines"},
        {"name": ["list"]},
    ],
)
def test_a_registration_that_is_wrong_is_a_problem_which_repeats_no_secret(
    board: Board, changes: dict[str, Any]
) -> None:
    answer = register(board, **changes)
    assert code_of(answer) == (422, "invalid_request")
    assert "correct horse" not in answer.text
    assert "x" * 40 not in answer.text


@pytest.mark.parametrize("door", ["login", "register"])
def test_a_password_with_half_a_character_is_a_problem(board: Board, door: str) -> None:
    body = '{"name": "Anna", "email": "anna@half.example", "password": "a\\ud800bcdefghij"}'
    headers = {"Content-Type": "application/json"}
    answer = plain_http.post(f"{board.url}/auth/{door}", content=body, headers=headers)
    assert code_of(answer) == (422, "invalid_request")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(board: Board, anna: Person) -> None:
    email = anna.get("/auth/me")["email"]
    answers = [
        plain_http.post(f"{board.url}/auth/login", json={"email": each, "password": "wrong horse"})
        for each in (email, "absent@board.example")
    ]
    assert answers[0].json() == answers[1].json()
    assert code_of(answers[0]) == (401, "wrong_credentials")


def key_of(board: Board) -> bytes:
    return Path(board.folder, "data/secrets/tokens.key").read_bytes()


def claims_of(person: Person, **changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    claims = {
        "aud": "soundboard-api",
        "exp": now + timedelta(minutes=5),
        "iat": now,
        "iss": "soundboard",
        "jti": "1",
        "sub": str(person.user_id),
        "typ": "access",
        "sid": jwt.decode(person.token, options={"verify_signature": False})["sid"],
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def test_our_own_token_made_by_hand_is_accepted(board: Board, anna: Person) -> None:
    token = jwt.encode(claims_of(anna), key_of(board), "HS256")
    answer = plain_http.get(f"{board.url}/auth/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": datetime.now(UTC) - timedelta(seconds=1)},
        {"exp": None},
        {"exp": "soon"},
        {"aud": "another-api"},
        {"aud": None},
        {"iss": "another"},
        {"typ": "refresh"},
        {"typ": None},
        {"sub": "nobody"},
        {"sub": str(UUID(int=5))},
        {"sub": None},
        {"jti": None},
        {"sid": None},
        {"sid": "nobody"},
        {"sid": str(UUID(int=6))},
    ],
)
def test_a_token_with_a_wrong_claim_is_401(board: Board, anna: Person, changes: dict[str, Any]) -> None:
    token = jwt.encode(claims_of(anna, **changes), key_of(board), "HS256")
    answer = plain_http.get(f"{board.url}/auth/me", headers={"Authorization": f"Bearer {token}"})
    assert code_of(answer) == (401, "unauthenticated")


def test_forged_and_mangled_tokens_are_401(board: Board, anna: Person) -> None:
    forged = [
        jwt.encode(claims_of(anna), b"x" * 32, "HS256"),
        jwt.encode(claims_of(anna), key_of(board) * 2, "HS512"),
        jwt.encode(claims_of(anna), "", "none"),
        anna.token[:-4] + "AAAA",
        anna.token.split(".")[0],
        "x" * 10_000,
        "..",
    ]
    for token in forged:
        answer = plain_http.get(f"{board.url}/plays", headers={"Authorization": f"Bearer {token}"})
        assert code_of(answer) == (401, "unauthenticated"), token[:40]
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_expires(board: Board, anna: Person) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=2)
    token = jwt.encode(claims_of(anna, exp=soon), key_of(board), "HS256")
    headers = {"Authorization": f"Bearer {token}"}
    assert plain_http.get(f"{board.url}/auth/me", headers=headers).status_code == 200
    time.sleep(2.1)
    assert code_of(plain_http.get(f"{board.url}/auth/me", headers=headers))[0] == 401


def test_a_disabled_account_is_refused_until_it_is_enabled(board: Board, anna: Person, host: Person) -> None:
    host.post(f"/admin/users/{anna.user_id}/disable", {"reason": "Too loud"})
    refused = wait_for(lambda: anna.http.get("/auth/me"), lambda answer: answer.status_code == 401)
    assert code_of(refused) == (401, "account_disabled")
    host.post(f"/admin/users/{anna.user_id}/enable", {"reason": "Sorry"})
    wait_for(lambda: anna.http.get("/auth/me"), lambda answer: answer.status_code == 200)
