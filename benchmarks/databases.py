"""The databases to measure on: a folder for SQLite, and a PostgreSQL server of our own with fsync on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.support.postgresql import private_postgresql


@dataclass(frozen=True)
class Database:
    name: str
    new_url: Callable[[], str]
    """The URL of an empty one; empty for files in the data folder."""


@contextmanager
def databases(wanted: str) -> Iterator[list[Database]]:
    found = [Database("SQLite", lambda: "")] if wanted in ("sqlite", "both") else []
    if wanted == "sqlite":
        yield found
        return
    with private_postgresql() as server:
        yield [*found, Database("PostgreSQL", server.create_database)]
