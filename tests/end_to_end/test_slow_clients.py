"""Clients that never finish what they say: they are closed, and nobody who plays notices."""

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from tests.end_to_end.conftest import MakeBoard
from tests.support.board import Board, Person, wait_for

CLOSED_WITHIN_SECONDS = 30.0
PLAY_P99_SECONDS_MAX = 0.5
PAUSE_SECONDS = 0.02
OF_WHO_PLAYS = 3
"""Open files that come and go with plays."""
CREDITS = 5_000
ASKS = 500

HEAD = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: board\r\nContent-Type: application/json\r\n"

HALVES = {
    "nothing": b"",
    "empty lines": b"\r\n",
    "half a head": HEAD + b"X-Slow: ",
    "half a body": HEAD + b'Content-Length: 1000\r\n\r\n{"email": "',
    "half a chunk": HEAD + b'Transfer-Encoding: chunked\r\n\r\n100\r\n{"email": "',
    "a body after its refusal": b"GET /api/v1/plays HTTP/1.1\r\nHost: board\r\nContent-Length: 1000\r\n\r\n{",
    "a second request": b"GET /api/v1/plays HTTP/1.1\r\nHost: board\r\n\r\nGET /",
}


@pytest.fixture
def board(make_board: MakeBoard) -> Board:
    board = make_board(AUDIO_VOICES_MAX="4096")
    board.has_starter_sounds()
    return board


class SlowClient:
    """Says the first half, then a byte a second."""

    def __init__(self, board: Board, half: bytes) -> None:
        self._line = socket.create_connection(("127.0.0.1", board.port))
        self._line.sendall(half)
        self._line.setblocking(False)
        self._drips = b"\r\n" if half in {b"", b"\r\n"} else b"a"
        self.begun_at = time.monotonic()
        self.open_seconds = 0.0

    def drip(self) -> None:
        with contextlib.suppress(BlockingIOError):
            try:
                if self._drips:
                    self._line.send(self._drips)
                while self._line.recv(65_536):
                    pass
            except (ConnectionResetError, BrokenPipeError):
                pass
            self.open_seconds = time.monotonic() - self.begun_at

    def close(self) -> None:
        self._line.close()


@contextlib.contextmanager
def unread_answers(board: Board) -> Iterator[None]:
    """Somebody asks for more than the network keeps, and takes nothing of it."""
    with socket.create_connection(("127.0.0.1", board.port)) as line:
        line.sendall(ASKS * b"GET /api/openapi.json HTTP/1.1\r\nHost: board\r\n\r\n")
        yield


@contextlib.contextmanager
def slow_clients(board: Board, many: int) -> Iterator[list[SlowClient]]:
    halves = list(HALVES.values())
    clients = [SlowClient(board, halves[number % len(halves)]) for number in range(many)]
    yield clients
    for each in clients:
        each.close()


def until_all_are_closed(clients: list[SlowClient]) -> None:
    deadline = time.monotonic() + CLOSED_WITHIN_SECONDS + 5
    while left := [each for each in clients if not each.open_seconds]:
        assert time.monotonic() < deadline, f"{len(left)} of {len(clients)} are still open"
        for each in left:
            each.drip()
        time.sleep(1)


@contextlib.contextmanager
def playing(person: Person, seconds: list[float]) -> Iterator[None]:
    """Somebody presses a button again and again meanwhile."""
    bell = person.sounds()["bell"]["sound_id"]
    stop = Event()

    def press() -> None:
        while not stop.wait(PAUSE_SECONDS):
            begun = time.monotonic()
            assert person.play(bell).status_code == 200
            seconds.append(time.monotonic() - begun)

    thread = Thread(target=press)
    thread.start()
    yield
    stop.set()
    thread.join()


def open_files(board: Board) -> int:
    return len(os.listdir(f"/proc/{board.process_id}/fd"))  # noqa: PTH208 - not files of ours


@pytest.mark.parametrize("many", [49, pytest.param(700, marks=pytest.mark.campaign)])
def test_slow_clients_are_closed_and_nobody_who_plays_notices(board: Board, many: int) -> None:
    anna = board.member(credits=CREDITS)
    seconds: list[float] = []
    with board.listen(anna) as listener:
        before = open_files(board)
        with unread_answers(board), slow_clients(board, many) as clients, playing(anna, seconds):
            until_all_are_closed(clients)
            wait_for(lambda: open_files(board), lambda count: count <= before + OF_WHO_PLAYS)
        assert listener.recv(timeout=5)
    assert max(each.open_seconds for each in clients) <= CLOSED_WITHIN_SECONDS
    assert len(seconds) > 100
    assert sorted(seconds)[int(0.99 * len(seconds))] <= PLAY_P99_SECONDS_MAX
    assert "Traceback" not in board.output
