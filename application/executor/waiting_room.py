"""Where commands wait for the writer: two lanes, a limit on each, one door out."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Condition
from typing import Any, Protocol

from application.command import Answered, Command, Envelope
from application.errors import ExecutorBusyError, ExecutorClosedError

WAITING_MAX = 10_000
"""Commands a lane holds: at two thousand a second, five seconds' worth. A person would not wait longer."""

Outcome = Answered[Any] | BaseException


class Reply(Protocol):
    def deliver(self, outcome: Outcome) -> None: ...


@dataclass(frozen=True)
class Waiting:
    command: Command[Any]
    envelope: Envelope
    reply: Reply


class WaitingRoom:
    """What a person waits for goes before bulk: a batch takes bulk only into the room that is left."""

    def __init__(self) -> None:
        self._people: deque[Waiting] = deque()
        self._bulk: deque[Waiting] = deque()
        self._changed = Condition()
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._people) + len(self._bulk)

    def add(self, waiting: Waiting, *, is_called: bool = True) -> None:
        """One that is not called in waits for the next `call`."""
        lane = self._bulk if waiting.envelope.is_bulk else self._people
        with self._changed:
            self._ensure_room(lane, 1)
            lane.append(waiting)
            if is_called:
                self._changed.notify()

    def add_all(self, waiting: Iterable[Waiting]) -> None:
        """All or none; they come into one batch where it has room."""
        waiting = list(waiting)
        with self._changed:
            self._ensure_room(self._people, len(waiting))
            self._people.extend(waiting)
            self._changed.notify()

    def _ensure_room(self, lane: deque[Waiting], more: int) -> None:
        if self._is_closed:
            raise ExecutorClosedError("The server is stopping.")
        if len(lane) + more > WAITING_MAX:
            raise ExecutorBusyError("Too many commands wait already. Try again in a moment.")

    def call(self) -> None:
        with self._changed:
            self._changed.notify()

    def take(self, most: int, *, most_bulk: int) -> list[Waiting]:
        """Waits for work; empty once the room is closed and everybody was served."""
        with self._changed:
            while not (self._people or self._bulk or self._is_closed):
                self._changed.wait()
            batch = _take(self._people, most)
            if not any(each.command.is_alone for each in batch):
                batch += _take(self._bulk, min(most_bulk, most - len(batch)))
            return batch

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify()


def _take(lane: deque[Waiting], most: int) -> list[Waiting]:
    batch: list[Waiting] = []
    while lane and len(batch) < most:
        if lane[0].command.is_alone:
            return batch or [lane.popleft()]
        batch.append(lane.popleft())
    return batch
