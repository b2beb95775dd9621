"""How requests are received: in time, in bounds, and with no memory of what belongs to no request."""

import json
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Thread

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from api.large_bodies import UPLOAD_PATH
from api.open_files import CONNECTIONS_MAX, OTHER_FILES
from api.receiving import HEAD_BYTES_MAX, PunctualProtocol
from api.server import configured
from tests.support.board import free_port, wait_for

REQUEST = b"POST / HTTP/1.1\r\nHost: here\r\n"
CHUNKED = REQUEST + b"Transfer-Encoding: chunked\r\n\r\n"
ASKS = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
CONNECTIONS_HERE_MAX = 4
PAUSE_SECONDS = 0.02


class QuickProtocol(PunctualProtocol):
    body_seconds_max = 0.3
    form_bytes_per_second_min = 10_000


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    body = await request.body()
    answer = JSONResponse({"body": len(body), "headers": [name.decode() for name, _ in request.headers.raw]})
    await answer(scope, receive, send)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    port = free_port()
    config = configured(echo, host="127.0.0.1", port=port)
    config.http = QuickProtocol
    config.lifespan = "off"
    config.limit_concurrency = CONNECTIONS_HERE_MAX
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    wait_for(lambda: server.started, bool)
    yield port
    server.should_exit = True
    thread.join()


@contextmanager
def line_to(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        yield line


def told(line: socket.socket, *pieces: bytes) -> bytes:
    """The answer to these, which are sent with a pause between them, until there is one."""
    for piece in pieces:
        line.sendall(piece)
        if any(select.select([line], [], [], PAUSE_SECONDS)):
            break
    return line.recv(65_536)


def status(answer: bytes) -> int:
    return int(answer.split(b" ")[1])


def test_a_request_in_pieces_is_one_request(port: int) -> None:
    with line_to(port) as line:
        answer = told(line, b"POST / HT", b"TP/1.1\r\nHost: here\r\nContent-Le", b"ngth: 4\r\n\r\nab", b"cd")
        assert status(answer) == 200
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["body"] == 4
        assert status(told(line, ASKS)) == 200


def test_a_body_that_is_late_is_408_and_closed(port: int) -> None:
    with line_to(port) as line:
        begun = time.monotonic()
        assert status(told(line, REQUEST + b"Content-Length: 4\r\n\r\nab")) == 408
        assert line.recv(1) == b""
        assert 0.3 <= time.monotonic() - begun < 1


def test_a_body_that_trickles_is_late_as_well(port: int) -> None:
    with line_to(port) as line:
        assert status(told(line, CHUNKED, *[b"1\r\na\r\n"] * 50)) == 408


FORM = f"POST {UPLOAD_PATH} HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\n".encode()


def test_a_form_with_files_takes_its_time_at_a_pace(port: int) -> None:
    with line_to(port) as line:
        begun = time.monotonic()
        answer = told(line, FORM, *[b"x" * 2_000] * 50)
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["body"] == 100_000
        assert time.monotonic() - begun > 2 * QuickProtocol.body_seconds_max


@pytest.mark.parametrize("pieces", [[b"x" * 50_000], [b"x" * 20] * 50], ids=["stops", "trickles"])
def test_a_form_with_files_that_comes_too_slowly_is_408(port: int, pieces: list[bytes]) -> None:
    with line_to(port) as line:
        assert status(told(line, FORM, *pieces)) == 408


@pytest.mark.parametrize(
    "pieces",
    [
        [REQUEST + b"X: " + b"x" * HEAD_BYTES_MAX],
        [REQUEST, *[b"X: " + b"x" * 4_000 + b"\r\n"] * 9],
        [REQUEST + b"X: y\r\n" * 20_000 + b"\r\n"],
        [b"GET /" + b"x" * HEAD_BYTES_MAX + b" HTTP/1.1\r\n\r\n"],
        [REQUEST + b"X: " + b"x" * HEAD_BYTES_MAX + b"\r\n\r\n"],
        [CHUNKED + b"1\r\na\r\n0\r\n", *[b"X: " + b"x" * 4_000 + b"\r\n"] * 9],
        [CHUNKED + b"1;" + b"x" * 9_000, *[b"x" * 9_000] * 3],
    ],
    ids=["one line", "in pieces", "many lines", "path", "whole", "after the body", "between chunks"],
)
def test_what_is_too_large_around_a_body_is_431_and_closed(port: int, pieces: list[bytes]) -> None:
    with line_to(port) as line:
        assert status(told(line, *pieces)) == 431


def test_a_large_body_in_one_piece_with_its_head_is_not_a_large_head(port: int) -> None:
    with line_to(port) as line:
        body = b"x" * 60_000
        answer = told(line, REQUEST + b"Content-Length: 60000\r\n\r\n" + body)
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["body"] == len(body)


def test_what_comes_after_a_body_is_no_header(port: int) -> None:
    with line_to(port) as line:
        answer = told(line, CHUNKED, b"1\r\na\r\n0\r\nAuthorization: Bearer x\r\n\r\n")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["headers"] == ["host", "transfer-encoding"]


def test_more_connections_than_allowed_are_refused_and_room_comes_back(port: int) -> None:
    with ExitStack() as open_lines:
        lines = [open_lines.enter_context(line_to(port)) for _ in range(CONNECTIONS_HERE_MAX + 1)]
        assert lines[-1].recv(1) == b""
        assert status(told(lines[0], ASKS)) == 503
    time.sleep(0.1)
    with line_to(port) as line:
        assert status(told(line, ASKS)) == 200


@pytest.mark.parametrize(
    ("allowed", "connections"), [(1_000, 1_000 - OTHER_FILES), (CONNECTIONS_MAX * 2, CONNECTIONS_MAX)]
)
def test_where_few_files_may_be_open_fewer_connections_are(allowed: int, connections: int) -> None:
    program = f"""
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (500, {allowed}))
from api.open_files import allow_connections
print(allow_connections())
"""
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert int(said.stdout) == connections
