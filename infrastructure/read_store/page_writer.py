"""Gives a page to generations that stand before it: rows and positions in one transaction."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection

from infrastructure.databases import WritingDatabase
from infrastructure.read_store import generations
from infrastructure.read_store.faults import in_one_line, is_of_database
from infrastructure.read_store.generations import Generation, Key
from infrastructure.read_store.page_trigger import PageTriggers
from infrastructure.read_store.pages import Page
from infrastructure.read_store.schema import tables_of
from projections.projector import Projector
from projections.writes import Writes

logger = logging.getLogger(__name__)


class PositionsMovedError(Exception):
    """Somebody else moved, stopped or dropped a generation: look again at where they stand."""


class ProjectorFailedError(Exception):
    """A projector raised, and the fault is not the database's."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(in_one_line(cause))


class PageWriter:
    """Savepoints cost more than the rows of a small page: they come out once a projector has raised."""

    def __init__(self, database: WritingDatabase, projectors: Mapping[str, Projector]) -> None:
        self._database = database
        self._projectors = projectors
        self._triggers = PageTriggers() if database.is_sqlite else None

    def apply(self, page: Page, begin: int, standing: Sequence[Generation]) -> None:
        """A generation whose projector raises keeps its place and its error; the others go on."""
        try:
            stopped = self._together(page, begin, standing)
        except ProjectorFailedError:
            stopped = self._each_for_itself(page, begin, standing)
        for each in standing:
            if (error := stopped.get(each.key)) is None:
                each.position = page.end
            else:
                each.error = error
                logger.error("read model %s, generation %s, stopped: %s", *each.key, error)

    def _together(self, page: Page, begin: int, standing: Sequence[Generation]) -> dict[Key, str]:
        with self._database.transaction() as connection:
            _move(connection, page, begin, standing)
            writes = Writes(connection.dialect)
            with _failures_told():
                for each in standing:
                    self._project(writes, each, page)
                if self._triggers is None:
                    writes.carry_out(connection)
                    return {}
                trigger = self._triggers.of(connection, [each.key for each in standing])
                trigger.carry_out(connection, writes)
        trigger.learn()
        return {}

    def _each_for_itself(self, page: Page, begin: int, standing: Sequence[Generation]) -> dict[Key, str]:
        stopped: dict[Key, str] = {}
        with self._database.transaction() as connection:
            _move(connection, page, begin, standing)
            for each in standing:
                try:
                    with connection.begin_nested(), _failures_told():
                        writes = Writes(connection.dialect)
                        self._project(writes, each, page)
                        writes.carry_out(connection)
                except ProjectorFailedError as error:
                    stopped[each.key] = str(error)
                    generations.stop(connection, each.key, begin, str(error))
        return stopped

    def _project(self, writes: Writes, generation: Generation, page: Page) -> None:
        projector = self._projectors[generation.model]
        if recorded := page.of_topics(projector.topics):
            projector.project(writes, tables_of(projector, generation.number), recorded)


@contextmanager
def _failures_told() -> Iterator[None]:
    """Raises ProjectorFailedError; what fails with the database is the database's."""
    try:
        yield
    except Exception as error:
        if is_of_database(error):
            raise
        raise ProjectorFailedError(error) from error


def _move(connection: Connection, page: Page, begin: int, standing: Sequence[Generation]) -> None:
    if not generations.move(connection, [each.key for each in standing], begin, page.end):
        raise PositionsMovedError
