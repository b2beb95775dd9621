"""Where commands wait for the writer: a lane for each degree of urgency, a limit on each, one door out."""

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Condition
from typing import Any, Protocol

from application.command import Answered, Command, Envelope
from application.errors import ExecutorBusyError, ExecutorClosedError

WAITING_MAX = 10_000
"""Commands a lane holds: at two thousand a second, five seconds' worth. A person would not wait longer."""

PATIENCE_SECONDS = 0.01
"""How long a report waits for a batch to go with: a commit of its own costs more than its events."""

Outcome = Answered[Any] | BaseException


class Reply(Protocol):
    def deliver(self, outcome: Outcome) -> None: ...


@dataclass(frozen=True)
class Waiting:
    command: Command[Any]
    envelope: Envelope
    reply: Reply


class WaitingRoom:
    """What a person waits for goes at once, reports go with it, and bulk into the room that is left."""

    def __init__(self) -> None:
        self._people: deque[Waiting] = deque()
        self._reports: deque[Waiting] = deque()
        self._bulk: deque[Waiting] = deque()
        self._reports_go_at = 0.0
        self._is_next_alone = False
        self._changed = Condition()
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._people) + len(self._reports) + len(self._bulk)

    def add(self, waiting: Waiting, *, is_called: bool = True) -> None:
        """One that is not called in waits for the next `call`."""
        lane = self._bulk if waiting.envelope.is_bulk else self._people
        with self._changed:
            self._ensure_room(lane, 1)
            lane.append(waiting)
            if is_called:
                self._changed.notify()

    def add_reports(self, waiting: Iterable[Waiting]) -> None:
        """All or none. They are in no hurry: they go with the next batch, or soon by themselves."""
        waiting = list(waiting)
        with self._changed:
            self._ensure_room(self._reports, len(waiting))
            if not self._reports:
                self._reports_go_at = time.monotonic() + PATIENCE_SECONDS
                self._changed.notify()
            self._reports.extend(waiting)

    def _ensure_room(self, lane: deque[Waiting], more: int) -> None:
        if self._is_closed:
            raise ExecutorClosedError("The server is stopping.")
        if len(lane) + more > WAITING_MAX:
            raise ExecutorBusyError("Too many commands wait already. Try again in a moment.")

    def call(self) -> None:
        with self._changed:
            self._changed.notify()

    def take(self, most: int, *, most_bulk: int) -> list[Waiting]:
        """Waits for work; empty once the room is closed and everybody was served.

        Reports fill half of a batch at most, and who must be alone lets them go first once, not for ever.
        """
        with self._changed:
            while (seconds := self._until_somebody_goes()) != 0:
                self._changed.wait(seconds)
            batch = [] if self._is_next_alone else _take(self._reports, max(1, most // 2))
            self._is_next_alone = bool(batch and self._people and self._people[0].command.is_alone)
            if not self._is_next_alone:
                batch += _take(self._people, most - len(batch))
            if not any(each.command.is_alone for each in batch):
                batch += _take(self._bulk, min(most_bulk, most - len(batch)))
            return batch

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify()

    def _until_somebody_goes(self) -> float | None:
        """Seconds; None for as long as nobody comes."""
        if self._people or self._bulk or self._is_closed:
            return 0
        return max(0.0, self._reports_go_at - time.monotonic()) if self._reports else None


def _take(lane: deque[Waiting], most: int) -> list[Waiting]:
    batch: list[Waiting] = []
    while lane and len(batch) < most:
        if lane[0].command.is_alone:
            return batch or [lane.popleft()]
        batch.append(lane.popleft())
    return batch
