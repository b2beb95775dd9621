"""One server a database: what another one plays is not ours to give up."""

from psycopg.errors import LockNotAvailable
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from infrastructure.databases import is_sqlite, psycopg_url

OWNER_LOCK = 0x6F776E6572
LEAVING_SECONDS_MAX = 3
"""PostgreSQL lets go of what a server held a moment after its connection ended."""


class DatabaseInUseError(Exception):
    """Another server works on this database."""


class Ownership:
    """Held by a connection of its own while the process lives. For SQLite the data folder's lock does it."""

    def __init__(self, url: str) -> None:
        self._connection = None
        if is_sqlite(url):
            return
        engine = create_engine(
            psycopg_url(url), poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
        )
        self._connection = engine.connect()
        try:
            self._connection.execute(text(f"SET lock_timeout = '{LEAVING_SECONDS_MAX}s'"))
            self._connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": OWNER_LOCK})
        except OperationalError as error:
            self._connection.close()
            if not isinstance(error.orig, LockNotAvailable):
                raise
            raise DatabaseInUseError(
                "Another soundboard is running on this database. Stop it first."
            ) from error

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
