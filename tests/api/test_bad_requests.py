"""Bad input gets a clear error, loses nothing, and never a traceback."""

import socket
from uuid import UUID

import pytest
from fastapi import FastAPI

from api.app import include_all
from tests.support import plain_http
from tests.support.board import Board, Person, wait_for


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b'{"email": "a@b.example"',
        b"\xff\xfe",
        b'{"email": "\\ud800", "password": "x"}',
        b"[" * 5_000,
        b'{"email": ' + b"1" * 5_000 + b"}",
        b'{"email": NaN, "password": Infinity}',
    ],
)
def test_a_body_that_is_not_what_was_asked_for_is_422(board: Board, body: bytes) -> None:
    answer = plain_http.post(
        f"{board.url}/auth/login", content=body, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_no_body_may_have_fields_that_nobody_asks_for() -> None:
    app = FastAPI()
    include_all(app)
    document = app.openapi()
    taken = [
        (method, path, schema)
        for path, methods in document["paths"].items()
        for method, door in methods.items()
        for kind, body in door.get("requestBody", {"content": {}})["content"].items()
        if kind == "application/json"
        for schema in body["schema"].get("anyOf", [body["schema"]])
        if schema.get("type") != "null"
    ]
    assert len(taken) > 20
    schemas = document["components"]["schemas"]
    lenient = [
        (method, path)
        for method, path, schema in taken
        if schemas[schema["$ref"].rpartition("/")[2]].get("additionalProperties") is not False
    ]
    assert lenient == []


def test_an_edit_that_is_misspelt_leaves_the_sound_as_it_is_edited(anna: Person, bell: str) -> None:
    path = f"/sounds/{bell}"
    assert anna.http.patch(f"{path}/edit", json={"gain_db": -2.5}).status_code == 204
    assert anna.http.patch(f"{path}/edit", json={"gain": -3}).status_code == 422
    wait_for(lambda: anna.get(path)["gain_db"], lambda gain: gain == -2.5)
    assert anna.http.patch(f"{path}/edit", json={}).status_code == 204


@pytest.mark.parametrize(
    "some_id", ["nonsense", "1", "../../etc/passwd", "%00", "x" * 2_000, str(UUID(int=1))[:-1]]
)
def test_an_id_that_is_none_is_a_problem(anna: Person, some_id: str) -> None:
    answer = anna.http.post(f"/sounds/play/{some_id}")
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_that_is_too_large_is_413(anna: Person) -> None:
    answer = anna.http.post("/auth/login", content=b"x" * 70_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_body_that_grows_too_large_on_the_way_is_413(anna: Person) -> None:
    answer = anna.http.post("/auth/login", content=(b"x" * 1_000 for _ in range(100)))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_what_is_not_there_is_404_and_a_wrong_method_405(anna: Person) -> None:
    assert anna.http.get("/nonsense").json()["code"] == "not_found"
    assert anna.http.delete("/plays").json()["code"] == "method_not_allowed"


def test_bytes_that_are_no_request_do_not_trouble_others(board: Board, anna: Person) -> None:
    for garbage in (
        b"\x16\x03\x01" * 50,
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", board.port), timeout=5) as line:
            line.sendall(garbage)
            line.recv(1_000)
    assert anna.http.get("/auth/me").status_code == 200


def test_a_foreign_page_is_not_told_that_it_may_read(board: Board, anna: Person) -> None:
    for origin in ("https://evil.example", "null", "http://localhost:8001.evil.example"):
        answer = anna.http.get("/auth/me", headers={"Origin": origin})
        assert "access-control-allow-origin" not in answer.headers
    ours = anna.http.get("/auth/me", headers={"Origin": "http://localhost:8001"})
    assert ours.headers["access-control-allow-origin"] == "http://localhost:8001"


def test_the_log_has_one_line_a_request_and_no_secret(board: Board, anna: Person) -> None:
    log = board.folder / "logs" / "app.log"
    before = log.read_text().count("/api/v1/credits/balance")
    anna.get("/credits/balance", token=anna.token)
    written = wait_for(log.read_text, lambda lines: lines.count("/api/v1/credits/balance") > before)
    assert written.count("/api/v1/credits/balance") == before + 1
    assert anna.token not in written
    assert "correct horse" not in written
    assert anna.get("/auth/me")["email"] not in written
