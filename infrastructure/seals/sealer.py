"""Seals what is closed of the log: a segment when it is full, or has waited; the rest when the board closes.

Positions are final when they are read, so nobody is kept from writing; the writing connection is used
for the one row alone.
"""

import logging
import time
from itertools import islice
from threading import Event, RLock, Thread

from eventsourcing.persistence import IntegrityError

from application.ports import Clock
from infrastructure.seals.seal import Seal, seal_after
from infrastructure.seals.seal_table import SealTable
from infrastructure.seals.stored_events import END, StoredEvents

SEGMENT_EVENTS = 1_000
SEAL_EVERY_SECONDS = 60.0
"""How long an event may wait to be sealed where too few come to fill a segment."""

LOOK_SECONDS = 1.0
CLOSE_SECONDS_MAX = 2.0
"""A store from before there were seals may have millions of events: the next start goes on with them."""

REST = 2
"""It rests so many times as long as it worked: people play meanwhile."""

logger = logging.getLogger(__name__)


class Sealer:
    def __init__(
        self,
        events: StoredEvents,
        seals: SealTable,
        clock: Clock,
        *,
        segment_events: int = SEGMENT_EVENTS,
        seal_every: float = SEAL_EVERY_SECONDS,
    ) -> None:
        self._events = events
        self._seals = seals
        self._clock = clock
        self._segment_events = segment_events
        self._turn = RLock()
        self._seal_every = seal_every
        self._due_at = time.monotonic() + seal_every
        self._closing = Event()
        self._thread = Thread(target=self._run, name="sealer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Seals what was written last. Without a start before it there is nothing of ours to seal."""
        self._closing.set()
        if not self._thread.is_alive():
            return
        self._thread.join()
        try:
            self.seal_all(within=CLOSE_SECONDS_MAX)
        except Exception:
            logger.exception("not sealed; the next start seals it")

    def seal_all(self, *, within: float = float("inf")) -> None:
        """Whatever is in the log now, also where it fills no segment."""
        deadline, until = time.monotonic() + within, self._events.last_position()
        while self._seal_next(until, least=1) and time.monotonic() < deadline:
            pass

    def look(self) -> None:
        """Seals what is full, and now and then what is not."""
        is_due = time.monotonic() >= self._due_at
        if is_due:
            self._due_at = time.monotonic() + self._seal_every
        begun = time.monotonic()
        while self._seal_next(END, least=1 if is_due else self._segment_events):
            if self._closing.wait(REST * (time.monotonic() - begun)):
                return
            begun = time.monotonic()

    def _seal_next(self, until: int, *, least: int) -> bool:
        """Whether there may be more."""
        with self._turn:
            previous = self._seals.last()
            if not self._events.are_there(previous.next_position, least):
                return False
            found = self._events.entries(previous.next_position, until, self._segment_events)
            entries = list(islice(found, self._segment_events))
            return bool(entries) and self._add(previous, entries)

    def _add(self, previous: Seal, entries: list[bytes]) -> bool:
        try:
            self._seals.add(seal_after(previous, entries, at=self._clock.now()))
        except IntegrityError:
            return True  # another process has sealed this; what it left is looked for behind its seal
        self._due_at = time.monotonic() + self._seal_every
        return len(entries) == self._segment_events

    def _run(self) -> None:
        while not self._closing.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception:
                logger.exception("not sealed; it is tried again")
