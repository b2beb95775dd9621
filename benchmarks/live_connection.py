"""The live stream by hand: a WebSocket client that only listens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

HANDSHAKE = (
    "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Authorization: Bearer {token}\r\n\r\n"
)
TEXT, CLOSE, PING = 0x1, 0x8, 0x9
PONG, MASKED, NO_MASK = 0x8A, 0x80, bytes(4)

OnMessage = Callable[[bytes], None]


class LiveConnection(asyncio.Protocol):
    """Calls back with the bytes of each message; `hello` is done once the first has come."""

    def __init__(self, token: str, on_message: OnMessage) -> None:
        self._token = token
        self._on_message = on_message
        self._received = b""
        self._is_upgraded = False
        self._transport: asyncio.WriteTransport | None = None
        self.hello: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(cls, port: int, token: str, on_message: OnMessage) -> LiveConnection:
        """Returns when the server has said hello: from here on everything will come."""
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: cls(token, on_message), "127.0.0.1", port)
        await connection.hello
        return connection

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:

        self._transport = cast("asyncio.WriteTransport", transport)
        self._transport.write(HANDSHAKE.format(token=self._token).encode())

    def connection_lost(self, error: Exception | None) -> None:
        if not self.hello.done():
            self.hello.set_exception(ConnectionError(f"no live stream: {error or self._received!r}"))

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._is_upgraded:
            head, end, rest = self._received.partition(b"\r\n\r\n")
            if not end or not head.startswith(b"HTTP/1.1 101"):
                return
            self._is_upgraded = True
            self._received = rest
        while (frame := self._take_frame()) is not None:
            self._on_frame(*frame)

    def _take_frame(self) -> tuple[int, bytes] | None:
        """Of a server: never masked, and ours are never split."""
        received = self._received
        if len(received) < 2:
            return None
        begin, length = 2, received[1]
        if length == 126:
            begin, length = 4, int.from_bytes(received[2:4])
        elif length == 127:
            begin, length = 10, int.from_bytes(received[2:10])
        if len(received) < begin + length:
            return None
        self._received = received[begin + length :]
        return received[0] & 0x0F, received[begin : begin + length]

    def _on_frame(self, kind: int, payload: bytes) -> None:
        if kind == PING and self._transport is not None:
            self._transport.write(bytes([PONG, MASKED | len(payload)]) + NO_MASK + payload)
        elif kind == TEXT:
            if self.hello.done():
                self._on_message(payload)
            else:
                self.hello.set_result(None)
