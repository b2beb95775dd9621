"""Brings the tables of the log store up to date, through the one writing connection."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from infrastructure.databases import WritingDatabase

MIGRATIONS = Path(__file__).with_name("migrations")
NEWEST = "0007"
"""Compared first: a store that is up to date need not wait for the migration tool."""


def migrate(database: WritingDatabase, schema: str, *, to: str = NEWEST) -> None:
    with database.transaction() as connection:
        if connection.dialect.name != "sqlite":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": 0x6D696772})
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
        if inspect(connection).has_table("alembic_version"):
            [version] = connection.execute(text("SELECT version_num FROM alembic_version")).scalars()
            if version == to:
                return
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, to)
