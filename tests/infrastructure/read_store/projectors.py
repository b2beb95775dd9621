"""Small read models with faults, for tests of what keeps them going."""

from collections.abc import Sequence

from sqlalchemy import Column, Integer, MetaData, String, Table, Uuid, text

from domain.play import Play
from domain.sound import Sound
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_rows
from projections.writes import Writes

titles = Table("titles", MetaData(), Column("sound_id", Uuid, primary_key=True), Column("title", String))
coloured = titles.to_metadata(MetaData())
coloured.append_column(Column("colour", String))
coloured.append_column(Column("stars", Integer, nullable=False, server_default=text("3")))
starts = Table("starts", MetaData(), Column("position", Integer, primary_key=True, autoincrement=False))


class TitlesProjector(Projector):
    """Fails at a sound of the given title until it is mended."""

    name = "titles"
    version = 1
    tables = (titles,)
    topics = frozenset({Sound.Registered.TOPIC})

    def __init__(self, *, fails_at: str | None = None) -> None:
        self.fails_at = fails_at

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        for recorded in page:
            assert isinstance(recorded.event, Sound.Registered)
            row = {"sound_id": recorded.event.originator_id, "title": recorded.event.title}
            insert_rows(writes, tables[titles], [row])
            if recorded.event.title == self.fails_at:
                raise ValueError(f"{self.fails_at} is too loud")


class TitlesInCapitalsProjector(TitlesProjector):
    """The same read model in a later version."""

    version = 2

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        for recorded in page:
            assert isinstance(recorded.event, Sound.Registered)
            row = {"sound_id": recorded.event.originator_id, "title": recorded.event.title.upper()}
            insert_rows(writes, tables[titles], [row])


class TitlesWithColourProjector(TitlesProjector):
    """A later version whose table has a column more, and which cannot be built."""

    version = 3
    tables = (coloured,)

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        raise ValueError("There is no paint")


class StartsProjector(Projector):
    """One row a play that started."""

    name = "starts"
    version = 1
    tables = (starts,)
    topics = frozenset({Play.Started.TOPIC})

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        insert_rows(writes, tables[starts], [{"position": each.position} for each in page])
