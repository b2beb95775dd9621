"""HTTP/1.1 by hand over one keep-alive connection: what is measured is the server, not its client."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from typing import cast

LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
END_OF_HEAD = b"\r\n\r\n"

OnAnswer = Callable[["HttpConnection", int, bytes], None]


def request(method: str, path: str, token: str) -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        "Accept: application/json\r\nContent-Length: 0\r\n\r\n"
    ).encode()


class HttpConnection(asyncio.Protocol):
    """One request at a time; calls back with the connection, the status and the body.

    Where the server hangs up without an answer the status is 0.
    """

    def __init__(self, on_answer: OnAnswer) -> None:
        self._on_answer = on_answer
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None
        self._is_waiting = False
        self.is_open = False
        self.sent_at = 0.0

    @classmethod
    async def open(cls, port: int, on_answer: OnAnswer) -> HttpConnection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: cls(on_answer), "127.0.0.1", port)
        return connection

    def send(self, request: bytes) -> None:
        assert self._transport is not None
        self.sent_at = time.perf_counter()
        self._is_waiting = True
        self._transport.write(request)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)
        self.is_open = True

    def connection_lost(self, _: Exception | None) -> None:
        self.is_open = False
        if self._is_waiting:
            self._is_waiting = False
            self._on_answer(self, 0, b"")

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(END_OF_HEAD)
        if not end:
            return
        length = LENGTH.search(head)
        if len(body) < (int(length[1]) if length else 0):
            return
        self._received = b""
        self._is_waiting = False
        self._on_answer(self, int(head[9:12]), body)
