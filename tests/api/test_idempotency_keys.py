"""The rules of the Idempotency-Key, at the doors that take it."""

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

from tests.support.answers import code_of
from tests.support.board import OPENING_CREDITS, Board, Person

KEY = "Idempotency-Key"
POSITION = "Soundboard-Position"
STATUS_LINE = re.compile(rb"HTTP/1\.1 (\d{3}) ")

KEYS = [b"1", b"x" * 255, b"!#~", b'"8e03978e-40d5-43dd-bc93-6894a57f9324"', b"a,b;c=d", b"%0d%0a"]
NO_KEYS = [
    b"",
    b"x" * 256,
    b"x" * 10_000,
    b"two words",
    b"one,, two",
    b"tab\there",
    b"cl\xe9",  # Latin-1
    "clé".encode(),
    "schlüssel\u200b".encode(),
    "キー".encode(),
    "🔑".encode(),
    b"\xff\xfe",
]
NO_HTTP = [
    b"nul\0here",
    b"bell\x07here",
    b"delete\x7fhere",
    b"folded\r\n here",
    b"folded\r\n\there",
    b"return\rInjected: yes",
    b"line\nInjected: yes",
    b"both\r\nContent-Length: 3\r\nTransfer-Encoding: chunked",
    b"both\r\nContent-Length: 3\r\nContent-Length: 4",
]


def press(person: Person, sound_id: str, key: str | bytes) -> httpx.Response:
    """They read afterwards what they have written."""
    given = key if isinstance(key, bytes) else key.encode()
    answer = person.http.post(f"/sounds/play/{sound_id}", headers={KEY.encode(): given})
    if position := answer.headers.get("soundboard-position"):
        person.http.headers[POSITION] = position
    return answer


def pressed_by_hand(board: Board, person: Person, sound_id: str, key: bytes) -> bytes:
    """All that comes back for these bytes, until the board closes the connection."""
    with line_of_a_press(board, person, sound_id, key) as line:
        return b"".join(iter(lambda: line.recv(65_536), b""))


def line_of_a_press(board: Board, person: Person, sound_id: str, key: bytes) -> socket.socket:
    request = (
        f"POST /api/v1/sounds/play/{sound_id} HTTP/1.1\r\n"
        f"Host: 127.0.0.1\r\nAuthorization: Bearer {person.token}\r\n{KEY}: "
    )
    line = socket.create_connection(("127.0.0.1", board.port), timeout=10)
    line.sendall(request.encode() + key + b"\r\nConnection: close\r\n\r\n")
    return line


def statuses(answers: bytes) -> list[int]:
    return [int(each) for each in STATUS_LINE.findall(answers)]


def change(host: Person, door: str, whose: Person, key: str, amount: int = 5) -> httpx.Response:
    """Both read afterwards what was written."""
    body = {"amount": amount, "reason": "for the test"}
    answer = host.post(f"/admin/users/{whose.user_id}/credits/{door}", body, **{KEY: key})
    whose.http.headers.update(
        {name: host.http.headers[name] for name in [POSITION] if name in host.http.headers}
    )
    return answer


# What is a key.


@pytest.mark.parametrize("key", KEYS, ids=repr)
def test_a_key_of_visible_ascii_is_one(anna: Person, bell: str, key: bytes) -> None:
    first, again = press(anna, bell, key), press(anna, bell, key)
    assert (first.status_code, again.json()) == (200, first.json())


@pytest.mark.parametrize("key", NO_KEYS, ids=lambda key: repr(key[:20]))
def test_what_is_no_key_is_422_and_costs_nothing(anna: Person, host: Person, bell: str, key: bytes) -> None:
    assert code_of(press(anna, bell, key)) == (422, "invalid_idempotency_key")
    granting = host.http.post(
        f"/admin/users/{anna.user_id}/credits/grant",
        json={"amount": 5, "reason": "for the test"},
        headers={KEY.encode(): key},
    )
    assert code_of(granting) == (422, "invalid_idempotency_key")
    assert anna.settled_balance() == OPENING_CREDITS


@pytest.mark.parametrize("key", NO_HTTP, ids=repr)
def test_what_cannot_be_in_a_header_is_400_and_costs_nothing(
    board: Board, anna: Person, bell: str, key: bytes
) -> None:
    assert statuses(pressed_by_hand(board, anna, bell, key)) == [400]
    assert anna.settled_balance() == OPENING_CREDITS


def test_spaces_around_a_key_are_no_part_of_it(board: Board, anna: Person, bell: str) -> None:
    bare = press(anna, bell, "press-1").json()
    answer = pressed_by_hand(board, anna, bell, b" \t press-1 \t ")
    assert statuses(answer) == [200]
    assert bare["play_id"].encode() in answer


def test_nothing_but_spaces_is_no_key(board: Board, anna: Person, bell: str) -> None:
    assert statuses(pressed_by_hand(board, anna, bell, b" \t ")) == [422]


@pytest.mark.parametrize("second", [b"press-1", b"press-2", b""])
def test_two_keys_are_none(board: Board, anna: Person, bell: str, second: bytes) -> None:
    answer = pressed_by_hand(board, anna, bell, b"press-1\r\nidempotency-key: " + second)
    assert statuses(answer) == [422]
    assert b'"invalid_idempotency_key"' in answer
    assert anna.settled_balance() == OPENING_CREDITS


def test_a_request_hidden_behind_a_key_asks_as_nobody(board: Board, anna: Person, bell: str) -> None:
    hidden = f"press-1\r\n\r\nPOST /api/v1/sounds/play/{bell} HTTP/1.1\r\nHost: 127.0.0.1"
    assert statuses(pressed_by_hand(board, anna, bell, hidden.encode())) == [200, 401]


def test_a_key_is_neither_repeated_to_anybody_nor_logged(board: Board, anna: Person, bell: str) -> None:
    key = f"secret-{uuid4()}"
    answers = [press(anna, bell, key), press(anna, str(uuid4()), key), press(anna, bell, f"{key} {key}")]
    assert [each.status_code for each in answers] == [200, 422, 422]
    for each in answers:
        assert key not in f"{each.headers}{each.text}"
    assert key not in (board.folder / "logs" / "app.log").read_text()


# What a key is for.


def test_the_same_key_plays_once_and_answers_the_same(anna: Person, bell: str) -> None:
    first, again = (anna.play(bell, **{KEY: "press-1"}) for _ in range(2))
    assert first.json() == again.json()
    assert len(anna.get("/plays", mine=True)["items"]) == 1


def test_twenty_requests_at_once_with_one_key_are_one_play(anna: Person, bell: str) -> None:
    with ThreadPoolExecutor(20) as many:
        answers = list(many.map(lambda _: press(anna, bell, "press-1"), range(20)))
    assert {each.status_code for each in answers} == {200}
    assert len({each.text for each in answers}) == 1
    anna.outcome(answers[0].json()["play_id"])
    assert anna.settled_balance() == OPENING_CREDITS - 1


def test_who_hangs_up_before_the_answer_and_asks_again_has_one_play(
    board: Board, anna: Person, bell: str
) -> None:
    for _ in range(20):
        line_of_a_press(board, anna, bell, b"press-1").close()
    play_id = press(anna, bell, "press-1").json()["play_id"]
    anna.outcome(play_id)
    assert anna.settled_balance() == OPENING_CREDITS - 1
    assert [each["play_id"] for each in anna.get("/plays", mine=True)["items"]] == [play_id]


def test_the_same_key_after_a_restart_answers_the_same(board: Board, anna: Person, bell: str) -> None:
    first = press(anna, bell, "press-1")
    board.stop()
    board.start()
    again = press(anna, bell, "press-1")
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(anna.get("/plays", mine=True)["items"]) == 1


def test_a_press_that_was_refused_may_be_tried_again_with_its_key(
    anna: Person, host: Person, bell: str
) -> None:
    change(host, "adjust", anna, uuid4().hex, amount=-OPENING_CREDITS)
    refused = [press(anna, bell, "press-1") for _ in range(2)]
    assert {code_of(each) for each in refused} == {(402, "insufficient_credits")}
    change(host, "grant", anna, uuid4().hex, amount=2)
    first, again = press(anna, bell, "press-1"), press(anna, bell, "press-1")
    assert (first.status_code, again.json()) == (200, first.json())
    assert (first.json()["balance"], first.json()["reserved"]) == (2, 1)


def test_a_stop_that_is_repeated_late_stops_nothing_that_came_after_it(anna: Person, bell: str) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    first = anna.post("/sounds/stop", **key)
    play_id = anna.play(bell).json()["play_id"]
    assert anna.post("/sounds/stop", **key).json() == first.json()
    assert anna.outcome(play_id)["state"] == "finished"


def test_another_persons_key_is_another_key(anna: Person, ben: Person, bell: str) -> None:
    hers, his = (person.play(bell, **{KEY: "press-1"}) for person in (anna, ben))
    assert hers.json()["play_id"] != his.json()["play_id"]


def test_the_same_key_for_another_sound_is_refused(anna: Person, bell: str) -> None:
    press(anna, bell, "press-1")
    assert code_of(press(anna, str(uuid4()), "press-1")) == (422, "idempotency_key_reused")


def test_the_same_key_at_another_door_is_refused(anna: Person, bell: str) -> None:
    press(anna, bell, "press-1")
    assert code_of(anna.post("/sounds/stop", **{KEY: "press-1"})) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("door", ["grant", "adjust"])
def test_the_same_key_changes_a_balance_once(anna: Person, host: Person, door: str) -> None:
    key = uuid4().hex
    first, again = (change(host, door, anna, key) for _ in range(2))
    assert (first.status_code, again.json()) == (200, first.json())
    assert first.json()["balance"] == OPENING_CREDITS + 5


@pytest.mark.parametrize("door", ["grant", "adjust"])
def test_the_same_key_with_another_body_is_refused(
    anna: Person, ben: Person, host: Person, door: str
) -> None:
    key = uuid4().hex
    change(host, door, anna, key)
    others = [change(host, door, anna, key, amount=6), change(host, door, ben, key)]
    assert {code_of(each) for each in others} == {(422, "idempotency_key_reused")}
    assert [each.settled_balance() for each in (anna, ben)] == [OPENING_CREDITS + 5, OPENING_CREDITS]
