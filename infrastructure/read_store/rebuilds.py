"""Asks for rebuilds, and takes them back. What is asked for is a row: whichever process leads carries it out.

The previous generation stands still from the switch on. Switching back brings it up to date like any other
that is built, beside the one that is read meanwhile.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from infrastructure.databases import WritingDatabase
from infrastructure.read_store.errors import (
    NoPreviousGenerationError,
    NotRebuildingError,
    RebuildRunningError,
    UnknownReadModelError,
)
from infrastructure.read_store.generations import Generation, begin, forget, give_role, load, of_role
from infrastructure.read_store.schema import show
from projections.projector import Projector

LOCK_PATIENCE = "2s"
"""How long a switch or a drop waits for readers on PostgreSQL; new readers wait behind it."""


class Rebuilds:
    def __init__(self, database: WritingDatabase, projectors: Mapping[str, Projector]) -> None:
        self._database = database
        self._projectors = projectors

    def rebuild(self, model: str) -> int:
        """Begins another generation beside the one that is read; its number."""
        try:
            with self._generations(model) as (connection, known):
                if of_role(known, "building") is not None:
                    raise RebuildRunningError(f"{model} is being rebuilt already.")
                return begin(connection, self._projectors[model], "building", known)
        except IntegrityError:
            raise RebuildRunningError(f"{model} is being rebuilt already.") from None

    def cancel(self, model: str) -> None:
        """Drops the generation that is being built."""
        with self._generations(model) as (connection, known):
            if (building := of_role(known, "building")) is None:
                raise NotRebuildingError(f"{model} is not being rebuilt.")
            forget(connection, building)

    def switch_back(self, model: str) -> int:
        """Brings the previous generation up to date and makes it the one that is read; its number."""
        with self._generations(model) as (connection, known):
            if of_role(known, "building") is not None:
                raise RebuildRunningError(f"{model} is being rebuilt: cancel that first.")
            previous = of_role(known, "previous")
            if previous is None or previous.version != self._projectors[model].version:
                raise NoPreviousGenerationError(f"{model} has no previous generation of this version.")
            give_role(connection, previous, "building")
            return previous.number

    def drop_previous(self, model: str) -> None:
        with self._generations(model) as (connection, known):
            if (previous := of_role(known, "previous")) is None:
                raise NoPreviousGenerationError(f"{model} has no previous generation.")
            forget(connection, previous)

    def switch(self, model: str) -> None:
        """From the end of this transaction on, what was built is read; what was read is the previous."""
        with self._generations(model) as (connection, known):
            building, live = of_role(known, "building"), of_role(known, "live")
            if building is None or live is None:
                return
            show(connection, self._projectors[model], building.number, instead_of=live.tables.split())
            if (previous := of_role(known, "previous")) is not None:
                forget(connection, previous)
            give_role(connection, live, "previous")
            give_role(connection, building, "live")

    @contextmanager
    def _generations(self, model: str) -> Iterator[tuple[Connection, list[Generation]]]:
        if model not in self._projectors:
            raise UnknownReadModelError(f"There is no read model {model}.")
        with self._database.transaction() as connection:
            if not self._database.is_sqlite:
                connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_PATIENCE}'"))
            yield connection, load(connection, model, is_to_change=True)
