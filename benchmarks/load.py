"""A load process: a job comes in on standard input, what came of it goes out on standard output."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from itertools import cycle

import msgspec
import uvloop

from benchmarks.figures import percentile
from benchmarks.http_connection import HttpConnection, request
from benchmarks.jobs import Job, Outcome
from benchmarks.listening import Ears

CONNECTIONS_MAX = 500
"""So many requests without an answer: the server does not keep up with the rate."""

INFINITE = 1e9
HUNG_UP = 0


class Load:
    def __init__(self, job: Job) -> None:
        self._job = job
        self._idle: list[HttpConnection] = []
        self._opened = 0
        self._from = time.perf_counter() + job.warm_up
        self._until = self._from + job.seconds
        self.statuses: Counter[int] = Counter()
        self.milliseconds: list[float] = []
        self.lateness: list[float] = []
        self.answers: list[tuple[float, bytes]] = []
        self.has_kept_up = True

    async def closed(self) -> None:
        await asyncio.gather(*map(self._client, range(len(self._job.clients))))

    async def _client(self, number: int) -> None:
        targets = self._job.clients[number]
        requests = cycle([request(each.method, each.path, each.token) for each in targets])
        is_done = asyncio.get_running_loop().create_future()

        def on_answer(connection: HttpConnection, status: int, _: bytes) -> None:
            if status == HUNG_UP:
                is_done.set_exception(ConnectionError("The server hung up without an answer."))
            elif self._note(connection, status) < self._until:
                connection.send(next(requests))
            else:
                is_done.set_result(None)

        connection = await HttpConnection.open(self._job.port, on_answer)
        connection.send(next(requests))
        await is_done
        connection.close()

    async def open(self, rate: float) -> None:
        targets = [target for each in zip(*self._job.clients, strict=True) for target in each]
        requests = cycle([request(each.method, each.path, each.token) for each in targets])
        begun = time.perf_counter()
        number = 0
        opening: set[asyncio.Task[None]] = set()
        while (due := begun + number / rate) < self._until:
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            if self._opened > CONNECTIONS_MAX:
                self.has_kept_up = False
                break
            self.lateness.append(1000 * (time.perf_counter() - due))
            if self._idle:
                self._idle.pop().send(next(requests))
            else:
                task = asyncio.create_task(self._send_anew(next(requests)))
                opening.add(task)
                task.add_done_callback(opening.discard)
            number += 1
        while self.statuses.total() < number:  # noqa: ASYNC110 - answers come without a task
            await asyncio.sleep(0.01)

    async def _send_anew(self, request: bytes) -> None:
        self._opened += 1
        (await HttpConnection.open(self._job.port, self._on_answer)).send(request)

    def _on_answer(self, connection: HttpConnection, status: int, body: bytes) -> None:
        if self._note(connection, status) > self._from:
            self.answers.append((time.time(), body))
        if status != HUNG_UP:
            self._idle.append(connection)

    def _note(self, connection: HttpConnection, status: int) -> float:
        now = time.perf_counter()
        self.statuses[status] += 1
        if self._from < now < self._until:
            self.milliseconds.append(1000 * (now - connection.sent_at))
        return now


async def carry_out(job: Job) -> Outcome:
    ears = await Ears.open(job.port, job.listener) if job.listener is not None else None
    load = Load(job)
    begun, cpu = time.perf_counter(), time.process_time()
    await (load.closed() if job.rate is None else load.open(job.rate))
    cpu_share = (time.process_time() - cpu) / (time.perf_counter() - begun)
    outcome = Outcome(
        statuses=dict(load.statuses),
        per_second=len(load.milliseconds) / job.seconds,
        p50=percentile(load.milliseconds, 50),
        p95=percentile(load.milliseconds, 95),
        p99=percentile(load.milliseconds, 99),
        cpu=cpu_share,
        late_p99=percentile(load.lateness, 99) if load.lateness else 0.0,
    )
    if not load.has_kept_up:
        outcome.has_kept_up, outcome.p50, outcome.p95, outcome.p99 = False, INFINITE, INFINITE, INFINITE
    if ears is not None:
        await ears.compare(load.answers, outcome)
    return outcome


if __name__ == "__main__":
    given = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(carry_out(given))))
