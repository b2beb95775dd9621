"""One server a database: what another one plays is not ours to give up."""

from sqlalchemy import NullPool, create_engine, text

from infrastructure.databases import is_sqlite, psycopg_url

OWNER_LOCK = 0x6F776E6572


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
        is_ours = self._connection.execute(
            text("SELECT pg_try_advisory_lock(:lock)"), {"lock": OWNER_LOCK}
        ).scalar_one()
        if not is_ours:
            self._connection.close()
            raise DatabaseInUseError("Another soundboard is running on this database. Stop it first.")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
