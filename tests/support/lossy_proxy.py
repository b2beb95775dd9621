"""A bad line in front of a board: it loses answers, resets connections and doubles requests, by odds."""

import asyncio
import random
import re
import socket
import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from threading import Event, Thread

ODDS = {"lost": 0.30, "reset": 0.10, "doubled": 0.05}
"""Of every request; the others pass."""

RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Fate(Enum):
    """What is done to a request. In brackets: what the board sees of it, and what the client."""

    PASSED = "passed"
    LOST_AT_ONCE = "lost at once"  # all of it; a connection that closes while the board still works
    LOST_WHEN_ANSWERED = "lost when answered"  # all of it; a connection that closes
    RESET_BEFORE = "reset before"  # nothing; a reset
    RESET_IN_REQUEST = "reset in the request"  # a part, and a reset; a reset
    RESET_IN_ANSWER = "reset in the answer"  # all of it; a part of the answer, and a reset
    DOUBLED = "doubled"  # all of it twice, at the same moment; one of the answers


FATES = {
    "lost": (Fate.LOST_AT_ONCE, Fate.LOST_WHEN_ANSWERED),
    "reset": (Fate.RESET_BEFORE, Fate.RESET_IN_REQUEST, Fate.RESET_IN_ANSWER),
    "doubled": (Fate.DOUBLED,),
    "passed": (Fate.PASSED,),
}


@dataclass
class LossyProxy:
    """Hears what the board answers, also where the client does not."""

    board_port: int
    random: random.Random
    port: int = 0
    done: Counter[Fate] = field(default_factory=Counter)
    exchanges: list[tuple[bytes, bytes]] = field(default_factory=list)
    """Each request that was answered, and its answer."""
    _clients: set[asyncio.Task[None]] = field(default_factory=set)
    _stragglers: set[asyncio.Task[bytes | None]] = field(default_factory=set)

    def share(self, of: str) -> float:
        return sum(self.done[fate] for fate in FATES[of]) / self.done.total()

    def exchanges_of(self, token: str) -> list[tuple[bytes, bytes]]:
        return [each for each in self.exchanges if header(each[0], "Authorization") == f"Bearer {token}"]

    async def serve(self, is_open: Event, is_over: asyncio.Event) -> None:
        server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        is_open.set()
        await is_over.wait()
        server.close()
        await asyncio.gather(*self._stragglers)
        for client in self._clients:
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Keeps the connection as long as fate does."""
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._suffer(await message(reader), writer):
                pass
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        self._clients.discard(task)

    async def _suffer(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        """Whether the client's connection goes on."""
        fate, cut = self._draw(), self.random.random()
        self.done[fate] += 1
        match fate:
            case Fate.LOST_AT_ONCE:
                await self._deliver(request)
            case Fate.LOST_WHEN_ANSWERED:
                await (await self._deliver(request))
            case Fate.RESET_BEFORE:
                reset(writer)
            case Fate.RESET_IN_REQUEST:
                _, upstream = await asyncio.open_connection("127.0.0.1", self.board_port)
                await send(upstream, part(request, cut))
                reset(upstream)
                reset(writer)
            case Fate.RESET_IN_ANSWER:
                if answer := await (await self._deliver(request)):
                    await send(writer, part(answer, cut))
                    reset(writer)
            case Fate.DOUBLED | Fate.PASSED:
                copies = 2 if fate is Fate.DOUBLED else 1
                answering = await asyncio.gather(*(self._deliver(request) for _ in range(copies)))
                if answer := await answering[int(cut * copies)]:
                    await send(writer, answer)
                    return True
        return False

    def _draw(self) -> Fate:
        chance = self.random.random()
        for name, odds in ODDS.items():
            if chance < odds:
                return self.random.choice(FATES[name])
            chance -= odds
        return Fate.PASSED

    async def _deliver(self, request: bytes) -> asyncio.Task[bytes | None]:
        """Returns once it was sent; the answer is waited for in any case."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.board_port)
        await send(writer, request)
        straggler = asyncio.create_task(self._answer(request, reader, writer))
        self._stragglers.add(straggler)
        straggler.add_done_callback(self._stragglers.discard)
        return straggler

    async def _answer(
        self, request: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bytes | None:
        answer: bytes | None = None
        with suppress(OSError, asyncio.IncompleteReadError):  # the board died over it
            answer = await message(reader)
            self.exchanges.append((request, answer))
        writer.close()
        return answer


async def message(reader: asyncio.StreamReader) -> bytes:
    """A whole request or answer, whose body has its length in its head."""
    head = await reader.readuntil(b"\r\n\r\n")
    return head + await reader.readexactly(int(header(head, "Content-Length") or 0))


def header(message: bytes, name: str) -> str:
    """Empty where it has none."""
    found = re.search(rf"\r\n{name}: *(.*?)\r\n".encode(), message, re.IGNORECASE)
    return found[1].decode("latin-1") if found else ""


def part(whole: bytes, cut: float) -> bytes:
    """Never all of it, never nothing."""
    return whole[: 1 + int(cut * (len(whole) - 1))]


async def send(writer: asyncio.StreamWriter, what: bytes) -> None:
    writer.write(what)
    await writer.drain()


def reset(writer: asyncio.StreamWriter) -> None:
    """As when a cable is cut and somebody else has the address now."""
    line: socket.socket = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    writer.transport.abort()


@contextmanager
def lossy_proxy(board_port: int, *, seed: int) -> Iterator[LossyProxy]:
    """At the end it waits for every answer that is still on the way."""
    proxy, loop = LossyProxy(board_port, random.Random(seed)), asyncio.new_event_loop()  # noqa: S311 - chance, no secret
    is_open, is_over = Event(), asyncio.Event()
    thread = Thread(target=loop.run_until_complete, args=(proxy.serve(is_open, is_over),))
    thread.start()
    is_open.wait()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(is_over.set)
        thread.join()
        loop.close()
