"""Compares what was built with what is read, in a thread of its own, and then has it switched."""

import logging
from collections.abc import Callable, Iterable, Mapping
from threading import Event, Thread

from sqlalchemy import Connection

from infrastructure.databases import WritingDatabase
from infrastructure.read_store.comparison import ComparisonStoppedError, Difference, compare
from infrastructure.read_store.generations import Generation, load, of_role, record_comparison
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.read_store.rebuilds import Rebuilds
from infrastructure.read_store.schema import tables_of
from projections.projector import Projector

logger = logging.getLogger(__name__)


class Switching:
    def __init__(
        self,
        database: WritingDatabase,
        readers: ReadDatabase,
        projectors: Mapping[str, Projector],
        on_compared: Callable[[], None],
    ) -> None:
        self._database = database
        self._readers = readers
        self._projectors = projectors
        self._rebuilds = Rebuilds(database, projectors)
        self._on_compared = on_compared
        self._thread: Thread | None = None
        self._stopped = Event()

    def consider(self, built: Iterable[tuple[Generation, Generation]]) -> bool:
        """Whether a generation was switched. The one that is read stays until it was compared with."""
        is_switched = False
        for building, live in built:
            is_same_version = live.version == building.version
            if is_same_version and live.error is None and building.rows_compared is None:
                if live.position == building.position:
                    self._begin_to_compare(building.model)
                continue
            self._rebuilds.switch(building.model)
            logger.info("read model %s: generation %s is read now", *building.key)
            is_switched = True
        return is_switched

    def stop_comparing(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        self._stopped.clear()

    def _begin_to_compare(self, model: str) -> None:
        if self._thread is None or not self._thread.is_alive():
            thread = Thread(target=self._compare, args=(model,), name="comparison", daemon=True)
            thread.start()
            self._thread = thread

    def _compare(self, model: str) -> None:
        try:
            with self._readers.snapshot() as connection:
                found = self._difference(connection, model)
            if found is not None:
                building, difference = found
                with self._database.transaction() as connection:
                    record_comparison(connection, building.key, difference.compared, difference.differing)
                self._on_compared()
        except ComparisonStoppedError:
            return
        except Exception:
            logger.exception("comparing generations of %s failed", model)

    def _difference(self, connection: Connection, model: str) -> tuple[Generation, Difference] | None:
        known = load(connection, model)
        building, live = of_role(known, "building"), of_role(known, "live")
        if building is None or live is None or building.position != live.position:
            return None
        projector, difference = self._projectors[model], Difference()
        ours, theirs = tables_of(projector, live.number), tables_of(projector, building.number)
        for table in projector.tables:
            compare(connection, ours[table], theirs[table], difference, self._stopped.is_set)
        return building, difference
