"""Follows the log: one thread, which keeps every read model level with it."""

import logging
import time
from collections.abc import Mapping, Sequence
from threading import Event, Thread

from eventsourcing.persistence import PersistenceError

from infrastructure.databases import WritingDatabase
from infrastructure.read_store import generations
from infrastructure.read_store.announcer import Announcer, Listener
from infrastructure.read_store.faults import in_one_line, is_of_database
from infrastructure.read_store.leadership import Leadership
from infrastructure.read_store.page_writer import PageWriter, PositionsMovedError
from infrastructure.read_store.pages import LogPages
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.read_store.rebuilds import Rebuilds
from infrastructure.read_store.schema import SCHEMA
from infrastructure.read_store.scrubbing import Scrubbing
from infrastructure.read_store.setup import set_up
from infrastructure.read_store.standing import Standing
from infrastructure.read_store.status import GenerationStatus, Lag, lags, statuses
from infrastructure.read_store.switching import Switching
from infrastructure.read_store.watermark import Watermark
from projections.projector import Projector

SAFETY_POLL_SECONDS = 1.0
"""Where one process owns the log, it wakes the follower itself."""

SHARED_POLL_SECONDS = 0.05
QUIET_SECONDS = 5.0
"""After so long without an event other processes are asked no more often than one's own."""

AWAITED_POLL_SECONDS = 0.01
CURRENT_SECONDS_MAX = 2.5
"""Longer without news of the log, and nobody trusts what was true before."""

LOOK_AGAIN_SECONDS = 1.0
"""How long another process's wish for a rebuild goes unnoticed, at most."""

BACK_OFF_SECONDS_MAX = 5.0

REST_SECONDS_MAX = 0.01
"""It rests twice as long as it worked, at most so long: pages grow under load, and others get their turn."""

logger = logging.getLogger(__name__)


class Follower:
    def __init__(
        self,
        log: LogPages,
        url: str,
        readers: ReadDatabase,
        projectors: Sequence[Projector],
        *,
        on_page: Sequence[Listener] = (),
    ) -> None:
        self._log = log
        self._readers = readers
        self._projectors = {each.name: each for each in projectors}
        self._database = WritingDatabase(url, SCHEMA, durability="NORMAL")
        self._leadership = Leadership(self._database)
        self._writer = PageWriter(self._database, self._projectors)
        self._standing = Standing(self._projectors)
        self._switching = Switching(self._database, readers, self._projectors, self._look_again)
        self._rebuilds = Rebuilds(self._database, self._projectors)
        self.scrubbing = Scrubbing(self._database, self._projectors, self._rebuilds)
        self._announcer = Announcer(on_page, position=0)
        self.watermark = Watermark(on_wait=self._help_waiters)
        self._next_look = 0.0
        self._heard_at = 0.0
        self._grew_at = 0.0
        self._woken = Event()
        self._closing = Event()
        self._thread = Thread(target=self._follow, name="follower", daemon=True)

    # Life.

    def start(self) -> None:
        """Makes the tables; from here on every read model can be read, and catches up."""
        set_up(self._database, list(self._projectors.values()))
        self._announcer.position = self._log.last_position()
        if self._leadership.is_held or self._leadership.try_to_take():
            self._take_up_again()
        self._learn()
        self._thread.start()

    def wake(self) -> None:
        """The log has grown. Cheap, from any thread; many calls are one."""
        self._woken.set()

    def stop(self) -> None:
        self._closing.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()
        self._switching.stop_comparing()

    def close(self) -> None:
        """Close readers between `stop` and this: the writing connection is the last of a SQLite file."""
        self.stop()
        self._database.close()

    # What the administration asks for.

    def rebuild(self, model: str) -> int:
        """Builds another generation beside the one that is read, and switches to it; its number."""
        number = self._rebuilds.rebuild(model)
        self._look_again()
        return number

    def cancel(self, model: str) -> None:
        self._switching.stop_comparing()
        self._rebuilds.cancel(model)
        self._look_again()

    def switch_back(self, model: str) -> int:
        number = self._rebuilds.switch_back(model)
        self._look_again()
        return number

    def drop_previous(self, model: str) -> None:
        self._rebuilds.drop_previous(model)
        self._look_again()

    def generations(self) -> list[GenerationStatus]:
        return statuses(self._readers, self._log)

    def lags(self) -> list[Lag]:
        return lags(self._readers, self._log)

    def positions(self) -> Mapping[str, int]:
        """How far what is read has come, by read model."""
        return self.watermark.positions

    def is_current(self) -> bool:
        """Whether those who listen here know what the log said a moment ago."""
        if time.monotonic() - self._heard_at <= CURRENT_SECONDS_MAX:
            return True
        return time.time() - self._announcer.told_until.timestamp() <= CURRENT_SECONDS_MAX

    @property
    def is_leading(self) -> bool:
        return self._leadership.is_held

    # In the follower's thread.

    def _follow(self) -> None:
        failures = 0
        while not self._closing.is_set():
            begun = time.monotonic()
            try:
                is_more = self._round()
                failures = 0
            except PositionsMovedError:
                self._next_look = 0.0
                continue
            except Exception as error:  # noqa: BLE001 - whatever it is, the log is followed
                failures += 1
                self._fail(error, failures)
                continue
            if not is_more:
                self._closing.wait(min(REST_SECONDS_MAX, 2 * (time.monotonic() - begun)))
                self._woken.wait(self._pause())
                self._woken.clear()

    def _fail(self, error: Exception, failures: int) -> None:
        wait = min(BACK_OFF_SECONDS_MAX, 0.05 * 2**failures)
        is_strange = not (is_of_database(error) or isinstance(error, PersistenceError))
        logger.error("the follower waits for %.1f s: %s", wait, in_one_line(error), exc_info=is_strange)
        self._next_look = 0.0
        self._closing.wait(wait)

    def _round(self) -> bool:
        """A page for those in front, then one for those behind; whether there may be more."""
        begun = time.monotonic()
        if self._leadership.try_to_take():
            self._take_up_again()
        if time.monotonic() >= self._next_look or (self.watermark.is_awaited and not self.is_leading):
            self._learn()
        front = self._front()
        is_more = self._advance(front)
        if self._announcer.position < front:
            self._announce_late(until=front)
            is_more = True
        if not is_more:
            self._heard_at = begun
        if self.is_leading:
            for position in self._standing.behind(self._front()):
                self._advance(position, until=self._standing.next_above(position, self._front()))
                is_more = True
            if self._switching.consider(self._standing.built(self._front())):
                self._learn()
        self.watermark.advance(self._standing.live_positions())
        return is_more

    def _front(self) -> int:
        standing = [each.position for each in self._standing.followed] if self.is_leading else []
        return max([self._announcer.position, *standing])

    def _advance(self, position: int, until: int | None = None) -> bool:
        page = self._log.after(position, until=until)
        if not len(page):
            return False
        self._grew_at = time.monotonic()
        if self.is_leading and (standing := self._standing.at(position)):
            self._writer.apply(page, position, standing)
        if self._announcer.position == position:
            self.watermark.advance(self._standing.live_positions())
            self._announcer.announce(page)
        return page.is_full

    def _announce_late(self, until: int) -> None:
        """Another process projected these before this one came to lead."""
        page = self._log.after(self._announcer.position, until=until)
        self._announcer.announce(page)

    def _learn(self) -> None:
        """On SQLite nobody else changes generations: what this process asks for, it tells itself."""
        self._next_look = float("inf") if self._database.is_sqlite else time.monotonic() + LOOK_AGAIN_SECONDS
        with self._database.transaction() as connection:
            self._standing.learn(generations.load(connection))
        self.watermark.advance(self._standing.live_positions())

    def _take_up_again(self) -> None:
        """Who begins to lead tries again what had stopped."""
        with self._database.transaction() as connection:
            known = generations.load(connection, is_to_change=True)
            mine = [each for each in known if self._standing.is_of_this_code(each)]
            generations.take_up_again(connection, mine, self._log.last_position())
        self._next_look = 0.0

    def _look_again(self) -> None:
        self._next_look = 0.0
        self._woken.set()

    def _help_waiters(self) -> None:
        if not self.is_leading:
            self._woken.set()

    def _pause(self) -> float:
        if self._database.is_sqlite:
            return SAFETY_POLL_SECONDS
        if self.watermark.is_awaited and not self.is_leading:
            return AWAITED_POLL_SECONDS
        is_quiet = time.monotonic() - self._grew_at > QUIET_SECONDS
        return SAFETY_POLL_SECONDS if is_quiet else SHARED_POLL_SECONDS
