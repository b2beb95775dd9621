"""The live stream: everything once, in order, and only what one may see."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.support.board import Board, Person


def heard(line: ClientConnection, until: str, **data: Any) -> list[dict[str, Any]]:
    """All messages up to the first of this type with these data."""
    messages = []
    for message in received(line):
        messages.append(message)
        if message["type"] == until and data.items() <= message["data"].items():
            return messages
    raise AssertionError("The stream ended.")


def heard_until_settled(line: ClientConnection, play_id: str) -> list[dict[str, Any]]:
    messages = []
    for message in received(line):
        messages.append(message)
        if reference_of(message) == play_id and state_of(message) != "reserved":
            return messages
    raise AssertionError("The stream ended.")


def reference_of(message: dict[str, Any]) -> str:
    return str(message["data"].get("transaction", {}).get("reference", ""))


def state_of(message: dict[str, Any]) -> str:
    return str(message["data"].get("transaction", {}).get("state", ""))


def received(line: ClientConnection) -> Iterator[dict[str, Any]]:
    while True:
        yield json.loads(line.recv(timeout=10))


def types(messages: list[dict[str, Any]]) -> list[str]:
    return [each["type"] for each in messages]


def test_a_listener_hears_the_story_of_a_play(board: Board, bell: str) -> None:
    anna = board.member()
    with board.listen(anna) as line:
        assert json.loads(line.recv())["type"] == "hello"
        play_id = anna.play(bell).json()["play_id"]
        story = heard_until_settled(line, play_id)
    assert [
        (each["type"], state_of(each)) for each in story if play_id in (each["id"], reference_of(each))
    ] == [
        ("user_credits_changed", "reserved"),
        ("play.requested", ""),
        ("play.started", ""),
        ("play.finished", ""),
        ("user_credits_changed", "spent"),
    ]


def test_each_change_of_credits_says_what_it_was_and_how_many_there_are(board: Board, bell: str) -> None:
    anna = board.member()
    with board.listen(anna) as line:
        line.recv()
        balance, reserved = anna.get("/credits/balance")["balance"], 0
        play_id = anna.play(bell).json()["play_id"]
        board.admin().post(f"/admin/users/{anna.user_id}/credits/grant", {"amount": 5, "reason": "A gift"})
        story = heard_until_settled(line, play_id)
    changes = [each["data"] for each in story if each["type"] == "user_credits_changed"]
    for each in changes:
        balance, reserved = balance + each["balance_change"], reserved + each["reserved_change"]
        assert each["balance"] == balance
    assert anna.get("/credits/balance") == {
        "balance": balance,
        "reserved": reserved,
        "spendable": balance - reserved,
    }
    begun, ended = (each["transaction"] for each in changes if each["transaction"]["reference"] == play_id)
    [shown] = [each for each in anna.get("/credits/transactions")["items"] if each["reference"] == play_id]
    assert {name: shown[name] for name in begun} == {
        **begun,
        **{name: value for name, value in ended.items() if value is not None},
        "at": shown["at"],
        "settled_at": shown["settled_at"],
    }


def test_others_hear_the_play_and_not_what_it_cost(
    board: Board, anna: Person, ben: Person, bell: str
) -> None:
    with board.listen(ben) as line:
        line.recv()
        anna.play(bell)
        story = heard(line, "play.finished", requested_by=str(anna.user_id))
    assert "play.requested" in types(story)
    assert not [each for each in story if each["data"].get("owner_id") == str(anna.user_id)]


def test_who_comes_back_with_a_cursor_misses_nothing_and_sees_nothing_twice(
    board: Board, anna: Person, bell: str
) -> None:
    with board.listen(anna) as line:
        cursor = json.loads(line.recv())["position"]
    plays = [anna.play(bell).json()["play_id"] for _ in range(4)]
    anna.post("/sounds/stop")
    seen: list[dict[str, Any]] = []
    for play_id in plays:
        with board.listen(anna, after=cursor) as line:
            line.recv()
            seen += heard_until_requested(line, play_id)
            cursor = seen[-1]["position"]
    positions = [each["position"] for each in seen]
    assert positions == sorted(set(positions))
    assert [each["id"] for each in seen if each["type"] == "play.requested" and each["id"] in plays] == plays


def heard_until_requested(line: ClientConnection, play_id: str) -> Iterator[dict[str, Any]]:
    for message in received(line):
        yield message
        if message["type"] == "play.requested" and message["id"] == play_id:
            return


def test_nobodys_personal_data_are_in_the_stream(board: Board, host: Person) -> None:
    with board.listen(host, after=0) as line:
        line.recv()
        stranger = board.member()
        host.post(f"/admin/users/{stranger.user_id}/credits/grant", {"amount": 1, "reason": "x"})
        host.post("/sounds/scan")
        story = heard(line, "sound_library.scan_started")
    assert "board.example" not in json.dumps(story)
    assert "sealed" not in json.dumps(story)


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_a_listener_without_a_token_is_turned_away(board: Board, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{board.port}/api/v1/events", additional_headers=headers, proxy=None)
    assert refused.value.response.status_code == 403


def test_a_browser_sends_its_token_as_a_subprotocol(board: Board, anna: Person) -> None:
    with connect(
        f"ws://127.0.0.1:{board.port}/api/v1/events",
        subprotocols=["soundboard", f"bearer.{anna.token}"],  # type: ignore[list-item]
        proxy=None,
    ) as line:
        assert line.subprotocol == "soundboard"
        assert json.loads(line.recv())["type"] == "hello"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
def test_a_foreign_page_may_not_listen(board: Board, anna: Person, origin: str) -> None:
    with pytest.raises(InvalidStatus):
        board.listen(anna, Origin=origin)


def test_our_own_page_may_listen(board: Board, anna: Person) -> None:
    with board.listen(anna, Origin=f"http://127.0.0.1:{board.port}") as line:
        assert json.loads(line.recv())["type"] == "hello"


@pytest.mark.parametrize("after", [-1, "x", 2**63])
def test_a_cursor_that_is_none_is_turned_away(board: Board, anna: Person, after: Any) -> None:
    with pytest.raises(InvalidStatus):
        board.listen(anna, after=after)


def test_messages_are_not_compressed_for_each_listener_anew(board: Board, anna: Person) -> None:
    with board.listen(anna) as line:
        asked, answered = line.request, line.response
        assert asked is not None
        assert "permessage-deflate" in asked.headers["Sec-WebSocket-Extensions"]
        assert answered is not None
        assert "Sec-WebSocket-Extensions" not in answered.headers


def test_a_message_that_is_too_large_ends_the_connection(board: Board, anna: Person) -> None:
    with board.listen(anna) as line:
        line.send("x" * 100_000)
        with pytest.raises(ConnectionClosedError):
            list(received(line))


def test_who_is_disabled_hears_so_and_then_nothing_more(board: Board, anna: Person, host: Person) -> None:
    with board.listen(anna) as line:
        line.recv()
        host.post(f"/admin/users/{anna.user_id}/disable", {"reason": "Too loud"})
        story = heard(line, "user_account.disabled")
        with pytest.raises(ConnectionClosedError) as closed:
            line.recv(timeout=5)
    assert story[-1]["id"] == str(anna.user_id)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.reason == "account_disabled"
