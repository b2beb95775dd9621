"""The tables of the read store: a set for each generation of a read model, and a view for each table.

Queries name the view; which generation it shows is changed in one transaction.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Cast,
    Column,
    Connection,
    DefaultClause,
    Double,
    Integer,
    MetaData,
    String,
    Table,
    cast,
    inspect,
    null,
    quoted_name,
    text,
)

from infrastructure.read_store.full_text import create_full_text, show_full_text
from projections.projector import Projector, Tables

SCHEMA = "soundboard_read"

bookkeeping = MetaData()

generations = Table(
    "generations",
    bookkeeping,
    Column("model", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("role", String, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("error", String),
    Column("rows_compared", BigInteger),
    Column("rows_differing", BigInteger),
    Column("tables", String, nullable=False),
    Column("started_at", Double, nullable=False),
)


@lru_cache
def tables_of(projector: Projector, number: int) -> Tables:
    """Names of tables and indexes end in the generation's number, so that generations stand side by side."""
    metadata = MetaData()
    copies = {}
    for table in projector.tables:
        copy = table.to_metadata(metadata, name=physical_name(table.name, number))
        for index in copy.indexes:
            index.name = quoted_name(f"{index.name}__g{number}", quote=None)
        copies[table] = copy
    return copies


def create_tables(connection: Connection, projector: Projector, number: int) -> None:
    for table in tables_of(projector, number).values():
        table.create(connection)
        if projector.is_personal and connection.dialect.name == "postgresql":
            _keep_out_of_statistics(connection, table)
    for each in projector.full_texts:
        table_name = physical_name(each.table.name, number)
        create_full_text(connection, each, physical_name(each.name, number), table_name)


def names_of(projector: Projector) -> Sequence[str]:
    """Of its tables, as queries name them, and of what SQLite keeps as tables beside them."""
    return [*(each.name for each in projector.tables), *(each.name for each in projector.full_texts)]


def _keep_out_of_statistics(connection: Connection, table: Table) -> None:
    """PostgreSQL samples columns for its planner, and keeps the samples when the rows are gone."""
    for column in table.columns:
        if isinstance(column.type, String):
            connection.execute(
                text(f'ALTER TABLE "{table.name}" ALTER COLUMN "{column.name}" SET STATISTICS 0')
            )


def drop_tables(connection: Connection, names: Iterable[str], number: int) -> None:
    for name in names:
        connection.execute(text(f'DROP TABLE IF EXISTS "{physical_name(name, number)}"'))


def show(connection: Connection, projector: Projector, number: int, instead_of: Iterable[str] = ()) -> None:
    """From the end of this transaction on, queries read this generation, and no table of another version."""
    for name in sorted({*names_of(projector), *instead_of}):
        connection.execute(text(f'DROP VIEW IF EXISTS "{name}"'))
    for name in sorted(table.name for table in projector.tables):
        connection.execute(text(f'CREATE VIEW "{name}" AS SELECT * FROM "{physical_name(name, number)}"'))  # noqa: S608
    for each in projector.full_texts:
        show_full_text(connection, each, physical_name(each.name, number))


def show_as_this_version(
    connection: Connection, projector: Projector, number: int, names: Iterable[str]
) -> None:
    """What an older version made is read by new queries meanwhile.

    Columns that it does not know have their default, or are empty.
    """
    there = inspect(connection)
    for table in [table for table in projector.tables if table.name in set(names)]:
        physical = physical_name(table.name, number)
        known = {column["name"] for column in there.get_columns(physical)}
        missing = [
            f'{_default(column).compile(connection)} AS "{column.name}"'
            for column in table.columns
            if column.name not in known
        ]
        shown = ", ".join(["*", *missing])
        connection.execute(text(f'DROP VIEW IF EXISTS "{table.name}"'))
        connection.execute(text(f'CREATE VIEW "{table.name}" AS SELECT {shown} FROM "{physical}"'))  # noqa: S608


def _default(column: Column[Any]) -> Cast[Any]:
    default = column.server_default
    return cast(default.arg if isinstance(default, DefaultClause) else null(), column.type)


def physical_name(name: str, number: int) -> str:
    return f"{name}__g{number}"
