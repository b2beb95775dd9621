"""What is acknowledged is on the disk: refuse to start on a database that was told otherwise."""

from sqlalchemy import Connection, text

SQLITE_FULL = 2
"""`PRAGMA synchronous`: the log is flushed at every commit."""

POSTGRESQL_SETTINGS = ("fsync", "full_page_writes", "synchronous_commit")


class UnsafeStoreError(Exception):
    """The database may lose what it acknowledged: the message says which setting to change."""


def ensure_durable(connection: Connection) -> None:
    """Raises UnsafeStoreError."""
    if connection.dialect.name == "sqlite":
        synchronous = connection.execute(text("PRAGMA synchronous")).scalar_one()
        if synchronous < SQLITE_FULL:
            raise UnsafeStoreError(f"SQLite's synchronous is {synchronous}; the log needs FULL.")
        return
    for setting in POSTGRESQL_SETTINGS:
        value = connection.execute(text("SELECT current_setting(:name)"), {"name": setting}).scalar_one()
        if value == "off":
            raise UnsafeStoreError(f"PostgreSQL's {setting} is off; the log needs it on.")
