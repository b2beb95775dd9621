"""kill -9 at any moment: what was acknowledged is there, once; no credit is lost or charged twice."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from tests.end_to_end.conftest import MakeBoard
from tests.support.board import Board, Person, wait_for
from tests.support.hearing import write_tone
from tests.support.load import Presser, press_for

CREDITS = 100_000
CLIENTS = 4
KILLS = {"": 8, "postgresql": 4}
"""In every run; the campaign does 60 of each."""

KILLS_OF_THE_CAMPAIGN = 60
LOAD_SECONDS = 1.0


@pytest.fixture
def board(make_board: MakeBoard, database_url: str) -> Board:
    board = make_board(database_url, AUDIO_VOICES_MAX="1000")
    board.has_starter_sounds()
    write_tone(board.originals / "soundboard" / "tick.wav", hertz=880, seconds=0.05)
    assert board.scan()["counts"]["added"] == 1
    return board


def test_a_kill_under_load_loses_nothing(board: Board, database_url: str) -> None:
    survive_kills(board, KILLS[database_url.partition(":")[0]])


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_sixty_kills_under_load_lose_nothing(board: Board) -> None:
    survive_kills(board, KILLS_OF_THE_CAMPAIGN)


def survive_kills(board: Board, kills: int) -> None:
    people = [board.member(credits=CREDITS) for _ in range(CLIENTS)]
    tick = people[0].sounds()["tick"]["sound_id"]
    pressers = [Presser(person, tick) for person in people]
    for kill in range(kills):
        press_for(pressers, LOAD_SECONDS, f"kill-{kill}", board.kill)
        killed_at = datetime.now(UTC)
        board.start()
        no_old_play_sounds(people[0], killed_at)
        for presser in pressers:
            presser.try_again()
    for presser in pressers:
        the_books_are_right(presser)
    assert sum(len(each.accepted) for each in pressers) > kills * CLIENTS
    assert board.admin().verified()["faults"] == []


def no_old_play_sounds(person: Person, killed_at: datetime) -> None:
    """What was asked for before the kill has ended, and nothing of it began after."""
    for play in wait_for(
        lambda: person.get("/plays", limit=200)["items"],
        lambda plays: all(each["ended_at"] for each in plays),
    ):
        if play["started_at"]:
            assert datetime.fromisoformat(play["started_at"]) <= killed_at


def the_books_are_right(presser: Presser) -> None:
    """Each accepted play is there once, and the balance is what its outcomes say."""
    balance = presser.person.settled_balance()
    plays = list(everything(presser.person, "/plays", mine=True))
    assert Counter(each["play_id"] for each in plays) == Counter(presser.accepted.values())
    heard = [each for each in plays if each["state"] in ("finished", "stopped")]
    assert {each["state"] for each in plays} <= {"finished", "stopped", "failed"}
    assert balance == CREDITS - len(heard)
    charged = [
        each["reference"]
        for each in everything(presser.person, "/credits/transactions", action="vlc_play_sound")
        if each["success"]
    ]
    assert Counter(charged) == Counter(each["play_id"] for each in heard)


def everything(person: Person, path: str, **query: Any) -> Any:
    cursor: dict[str, str] = {}
    while True:
        page = person.get(path, limit=200, **query, **cursor)
        yield from page["items"]
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


def test_a_listener_with_its_last_cursor_misses_nothing_across_a_kill(board: Board) -> None:
    anna = board.member(credits=CREDITS)
    presser = Presser(anna, anna.sounds()["tick"]["sound_id"])
    with board.listen(anna) as line:
        beginning = cursor = json.loads(line.recv())["position"]
    heard: list[tuple[int, str]] = []
    for kill in range(3):
        with board.listen(anna, after=cursor) as line:
            press_for([presser], LOAD_SECONDS, f"listen-{kill}", board.kill)
            heard += positions_and_types(line)
        cursor = heard[-1][0] if heard else cursor
        board.start()
        presser.try_again()
    anna.settled_balance()
    last = int(anna.http.headers.get("Soundboard-Position", "0"))
    with board.listen(anna, after=cursor) as line:
        heard += positions_and_types(line, quiet_seconds=1.0)
    with board.listen(anna, after=beginning) as line:
        whole = positions_and_types(line, quiet_seconds=1.0)
    assert heard == whole
    assert len(whole) > 3
    assert whole[-1][0] >= last


def positions_and_types(line: ClientConnection, quiet_seconds: float = 0.2) -> list[tuple[int, str]]:
    """All that comes until the line is quiet or cut."""
    heard: list[tuple[int, str]] = []
    try:
        while True:
            message = json.loads(line.recv(timeout=quiet_seconds))
            if message["type"] != "hello":
                heard.append((message["position"], message["type"]))
    except (TimeoutError, ConnectionClosed):
        return heard
