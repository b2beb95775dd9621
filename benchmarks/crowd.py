"""A crowd of WebSocket clients in a process of their own, which is told on standard input what to do."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import msgspec
import uvloop

from benchmarks.http_connection import HttpConnection, request
from benchmarks.jobs import Target
from benchmarks.live_connection import LiveConnection
from benchmarks.machine import ROOT, allow_many_files

AT_ONCE = 50
HEARD_SECONDS_MAX = 30.0


class Gathering(msgspec.Struct, frozen=True):
    port: int
    listeners: list[str]
    """The token of each."""
    button: Target
    presses: int
    is_heard_when: str
    """What stands in the message that is waited for."""
    pause: float = 0.5


class Heard(msgspec.Struct):
    """Seconds: until everybody was in, and for each press until the first and the last had the message."""

    gathering: float
    first: list[float]
    last: list[float]


def gather(gathering: Gathering) -> Heard:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.crowd"],
        input=msgspec.json.encode(gathering),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
        timeout=300,
    )
    return msgspec.json.decode(done.stdout, type=Heard)


class Crowd:
    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self._awaited = gathering.is_heard_when.encode()
        self._connections: list[LiveConnection] = []
        self._arrivals: list[float] = []
        self._all_heard = asyncio.Event()

    async def come(self) -> float:
        begun = time.perf_counter()
        room = asyncio.Semaphore(AT_ONCE)

        async def enter(token: str) -> None:
            async with room:
                opened = await LiveConnection.open(self._gathering.port, token, self._hear)
                self._connections.append(opened)

        await asyncio.gather(*map(enter, self._gathering.listeners))
        return time.perf_counter() - begun

    async def hear(self) -> tuple[float, float]:
        """From the press, not from its answer."""
        statuses: list[int] = []
        port, button = self._gathering.port, self._gathering.button
        finger = await HttpConnection.open(port, lambda _, status, __: statuses.append(status))
        self._arrivals.clear()
        self._all_heard.clear()
        finger.send(request(button.method, button.path, button.token))
        async with asyncio.timeout(HEARD_SECONDS_MAX):
            await self._all_heard.wait()
        assert statuses == [200], statuses
        finger.close()
        return self._arrivals[0] - finger.sent_at, self._arrivals[-1] - finger.sent_at

    def _hear(self, text: bytes) -> None:
        if self._awaited in text:
            self._arrivals.append(time.perf_counter())
            if len(self._arrivals) == len(self._connections):
                self._all_heard.set()


async def carry_out(gathering: Gathering) -> Heard:
    crowd = Crowd(gathering)
    heard = Heard(await crowd.come(), [], [])
    for _ in range(gathering.presses):
        await asyncio.sleep(gathering.pause)
        first, last = await crowd.hear()
        heard.first.append(first)
        heard.last.append(last)
    return heard


if __name__ == "__main__":
    allow_many_files()
    given = msgspec.json.decode(sys.stdin.buffer.read(), type=Gathering)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(carry_out(given))))
