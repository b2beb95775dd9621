"""Takes what is left of erased people out of the read models that tell of people."""

from collections.abc import Mapping
from contextlib import suppress

from infrastructure.databases import WritingDatabase
from infrastructure.read_store.errors import NoPreviousGenerationError
from infrastructure.read_store.generations import Generation, load
from infrastructure.read_store.rebuilds import Rebuilds
from infrastructure.read_store.schema import physical_name
from infrastructure.rewriting import rewrite
from projections.projector import Projector


class Scrubbing:
    def __init__(
        self, database: WritingDatabase, projectors: Mapping[str, Projector], rebuilds: Rebuilds
    ) -> None:
        self._database = database
        self._personal = {each.name for each in projectors.values() if each.is_personal}
        self._rebuilds = rebuilds

    def is_level(self, position: int) -> bool:
        """Whether the rows of who was erased up to there are gone from all that is followed.

        What stopped is not level until it is mended, nor what another version left until it is replaced.
        """
        return all(each.position >= position for each in self._generations() if each.role != "previous")

    def rewrite(self, position: int) -> None:
        """To be called when it is level. A previous generation that stopped before there is dropped."""
        for each in self._generations():
            if each.role == "previous" and each.position < position:
                with suppress(NoPreviousGenerationError):
                    self._rebuilds.drop_previous(each.model)
        left = self._generations()
        rewrite(
            self._database,
            [physical_name(name, each.number) for each in left for name in each.tables.split()],
        )

    def empty_wal(self) -> bool:
        """Whether nothing is left in the file beside the database."""
        return self._database.empty_wal()

    def _generations(self) -> list[Generation]:
        with self._database.transaction() as connection:
            return [each for each in load(connection) if each.model in self._personal]
