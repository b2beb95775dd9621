"""Gives a page to generations that stand before it: rows and positions in one transaction."""

import logging
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from infrastructure.databases import WritingDatabase
from infrastructure.read_store import generations
from infrastructure.read_store.faults import in_one_line, is_of_database
from infrastructure.read_store.generations import Generation, Key
from infrastructure.read_store.pages import Page
from infrastructure.read_store.schema import tables_of
from projections.projector import Projector

logger = logging.getLogger(__name__)


class PositionsMovedError(Exception):
    """Somebody else moved, stopped or dropped a generation: look again at where they stand."""


class PageWriter:
    def __init__(self, database: WritingDatabase, projectors: Mapping[str, Projector]) -> None:
        self._database = database
        self._projectors = projectors

    def apply(self, page: Page, begin: int, standing: Sequence[Generation]) -> None:
        """A generation whose projector raises keeps its place and its error; the others go on."""
        stopped: dict[Key, str] = {}
        with self._database.transaction() as connection:
            if not generations.move(connection, [each.key for each in standing], begin, page.end):
                raise PositionsMovedError
            for each in standing:
                if (error := self._project(connection, each, page)) is not None:
                    stopped[each.key] = error
                    generations.stop(connection, each.key, begin, error)
        for each in standing:
            if (error := stopped.get(each.key)) is None:
                each.position = page.end
            else:
                each.error = error

    def _project(self, connection: Connection, generation: Generation, page: Page) -> str | None:
        projector = self._projectors[generation.model]
        try:
            if recorded := page.of_topics(projector.topics):
                with connection.begin_nested():
                    projector.project(connection, tables_of(projector, generation.number), recorded)
        except Exception as error:
            if is_of_database(error):
                raise
            words = in_one_line(error)
            logger.error("read model %s, generation %s, stopped: %s", *generation.key, words)  # noqa: TRY400
            return words
        return None
