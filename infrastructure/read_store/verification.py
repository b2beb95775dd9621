"""Proves that a read model equals its rebuild, made in a database that is thrown away."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import StaticPool, Table, create_engine

from infrastructure.read_store.comparison import digest
from infrastructure.read_store.errors import OtherVersionError, UnknownReadModelError
from infrastructure.read_store.generations import load, of_role
from infrastructure.read_store.pages import LogPages
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.read_store.schema import tables_of
from projections.projector import Projector, Tables
from projections.writes import Writes

PRIVATE_FILE = ""
"""SQLite's name for a database in memory which moves to a nameless file when it grows."""


@dataclass(frozen=True)
class Verification:
    model: str
    position: int
    digest: str
    digest_of_rebuild: str

    @property
    def is_equal(self) -> bool:
        return self.digest == self.digest_of_rebuild


class Verifier:
    def __init__(self, log: LogPages, readers: ReadDatabase, projectors: Sequence[Projector]) -> None:
        self._log = log
        self._readers = readers
        self._projectors: Mapping[str, Projector] = {each.name: each for each in projectors}

    def verify(self, model: str) -> Verification:
        position, live = self._digest_of_live(model)
        return Verification(model, position, live, self.digest_of_rebuild(model, position))

    @property
    def models(self) -> Sequence[str]:
        return list(self._projectors)

    def verify_all(self) -> list[Verification]:
        return [self.verify(model) for model in self._projectors]

    def digest(self, model: str) -> str:
        return self._digest_of_live(model)[1]

    def digest_of_rebuild(self, model: str, until: int) -> str:
        """Of the tables as they are once every event up to that position is projected."""
        projector = self._projector(model)
        engine = create_engine(
            "sqlite://", creator=lambda: sqlite3.connect(PRIVATE_FILE), poolclass=StaticPool
        )
        tables = tables_of(projector, 0)
        try:
            with engine.begin() as connection:
                for table in tables.values():
                    table.create(connection)
                position = 0
                while len(page := self._log.after(position, until=until)):
                    writes = Writes(connection.dialect)
                    projector.project(writes, tables, page.of_topics(projector.topics))
                    writes.carry_out(connection)
                    position = page.end
                return digest(connection, _by_name(tables))
        finally:
            engine.dispose()

    def _digest_of_live(self, model: str) -> tuple[int, str]:
        projector = self._projector(model)
        with self._readers.snapshot() as connection:
            live = of_role(load(connection, model), "live")
            if live is None or live.version != projector.version:
                raise OtherVersionError(f"What is read of {model} is of another version than this program.")
            return live.position, digest(connection, _by_name(tables_of(projector, live.number)))

    def _projector(self, model: str) -> Projector:
        if model not in self._projectors:
            raise UnknownReadModelError(f"There is no read model {model}.")
        return self._projectors[model]


def _by_name(tables: Tables) -> Mapping[str, Table]:
    return {logical.name: physical for logical, physical in tables.items()}
