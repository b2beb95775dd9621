"""SQLite: the statements of a page as one, so that its writer waits once and not after each of them.

They lie in the trigger of a temporary view, a column each. A page gives them their rows: one INSERT into the
view. A statement that is met for the first time runs by itself; from the next page on it is among the others.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from infrastructure.read_store.generations import Key
from infrastructure.written_views import view_that_writes
from projections.given_rows import DOCUMENT, Prepared
from projections.writes import Writes

TRIGGERS_MAX = 4
"""Sets of generations that stand at one place: those in front, and one that is being built beside them."""


class PageTrigger:
    def __init__(self, name: str) -> None:
        self.name = name
        self._places: dict[Prepared, int] = {}
        self._met: list[Prepared] = []
        self._is_made = False

    def carry_out(self, connection: Connection, writes: Writes) -> None:
        """In the order of the writes: where the trigger's is another, it is called more than once."""
        driver = _driver(connection)
        together: dict[Prepared, str] = {}
        last = -1
        for statement, document in writes:
            place = self._places.get(statement, -1)
            if place <= last:
                self._call(driver, together)
                together = {}
            if place < 0:
                statement.execute(driver, document)
                self._met.append(statement)
            else:
                together[statement] = document
            last = place
        self._call(driver, together)

    def learn(self) -> None:
        """The page is committed: what it met for the first time is known from now on."""
        self._is_made = not self._met
        for statement in self._met:
            self._places.setdefault(statement, len(self._places))
        self._met = []

    def make(self, connection: Connection) -> None:
        """Unless it is there as it must be: an undone transaction takes its view along."""
        self._met = []
        is_made, self._is_made = self._is_made, False
        if is_made or not self._places:
            return
        driver = _driver(connection)
        driver.execute(f"DROP VIEW IF EXISTS temp.{self.name}")
        changes = [
            statement.sql.replace(f":{DOCUMENT}", f"NEW.{_column(place)}")
            for statement, place in self._places.items()
        ]
        for made in view_that_writes(self.name, map(_column, self._places.values()), changes):
            driver.execute(made)

    def _call(self, driver: Any, together: dict[Prepared, str]) -> None:
        if together:
            rows = tuple(together.get(statement) for statement in self._places)
            marks = ", ".join("?" for _ in rows)
            driver.execute(f"INSERT INTO temp.{self.name} VALUES ({marks})", rows)  # noqa: S608 - our own names


class PageTriggers:
    """One for each set of generations that stand together, of which there are few."""

    def __init__(self) -> None:
        self._triggers: dict[frozenset[Key], PageTrigger] = {}
        self._made = 0

    def of(self, connection: Connection, standing: Sequence[Key]) -> PageTrigger:
        keys = frozenset(standing)
        if keys not in self._triggers:
            if len(self._triggers) == TRIGGERS_MAX:
                self._triggers.pop(next(iter(self._triggers)))
            self._drop_others(connection)
            self._made += 1
            self._triggers[keys] = PageTrigger(f"page_{self._made}")
        self._triggers[keys].make(connection)
        return self._triggers[keys]

    def _drop_others(self, connection: Connection) -> None:
        """Those of pages that were undone too, whose drop was undone with them."""
        known = {each.name for each in self._triggers.values()}
        driver = _driver(connection)
        for [name] in driver.execute("SELECT name FROM sqlite_temp_master WHERE type = 'view'").fetchall():
            if name not in known:
                driver.execute(f"DROP VIEW temp.{name}")


def _column(place: int) -> str:
    return f"rows_{place}"


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
