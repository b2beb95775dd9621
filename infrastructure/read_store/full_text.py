"""Indexes of words, one for each generation of the table that they are of.

On SQLite an index is a table of its own kind. Triggers of the table of words keep it, as the database keeps
any other index: a projector knows nothing of it.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from projections.full_text import FullText

TOKENIZER = "ascii"
"""Splits at ASCII signs that are no letters and digits, and nowhere else: words come ready."""

PREFIXES = "1 2 3"
"""Beginnings of so many letters are looked up; who types has no more at first, and they are the slow ones."""


def create_full_text(connection: Connection, full_text: FullText, name: str, table: str) -> None:
    """`name` and `table` are those of the generation."""
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in (_fts5 if is_sqlite else _gin)(full_text, name, table):
        connection.exec_driver_sql(statement)


def show_full_text(connection: Connection, full_text: FullText, name: str) -> None:
    """PostgreSQL needs no view: it finds the index itself."""
    if connection.dialect.name == "sqlite":
        shown = f'rowid AS "{full_text.key}", "{name}" AS words'
        connection.exec_driver_sql(f'CREATE VIEW "{full_text.name}" AS SELECT {shown} FROM "{name}"')  # noqa: S608 - our own names


def _fts5(full_text: FullText, name: str, table: str) -> Sequence[str]:
    """Without places of words, and without a copy of them: it says which rows have a word, and no more."""
    columns = ", ".join(f'"{each}"' for each in full_text.columns)
    options = (
        f"content='{table}', content_rowid='{full_text.key}', tokenize='{TOKENIZER}', prefix='{PREFIXES}', "
        "detail=none, columnsize=0"
    )
    added = _entry(full_text, name, "NEW")
    taken = _entry(full_text, name, "OLD", is_taken=True)
    differs = " OR ".join(f'NEW."{each}" IS NOT OLD."{each}"' for each in full_text.columns)
    changed = f'AFTER UPDATE ON "{table}" WHEN {differs}'
    return (
        f'CREATE VIRTUAL TABLE "{name}" USING fts5({columns}, {options})',
        f'CREATE TRIGGER "{name}_added" AFTER INSERT ON "{table}" BEGIN {added}; END',
        f'CREATE TRIGGER "{name}_taken" AFTER DELETE ON "{table}" BEGIN {taken}; END',
        f'CREATE TRIGGER "{name}_changed" {changed} BEGIN {taken}; {added}; END',
    )


def _entry(full_text: FullText, name: str, row: str, *, is_taken: bool = False) -> str:
    """FTS5 takes a row out when it is given it once more, with a word in the column of the index's name."""
    columns = ["rowid", *full_text.columns]
    values = [f'{row}."{full_text.key}"', *(f'{row}."{each}"' for each in full_text.columns)]
    if is_taken:
        columns, values = [name, *columns], ["'delete'", *values]
    quoted = ", ".join(f'"{each}"' for each in columns)
    return f'INSERT INTO "{name}" ({quoted}) VALUES ({", ".join(values)})'  # noqa: S608 - our own names


def _gin(full_text: FullText, name: str, table: str) -> Sequence[str]:
    """What is new goes into the index at once: a list of what is still to go in would be read by each search.

    The vectors are kept: where a word is in many rows PostgreSQL looks at one row after the other.
    """
    vector = f'"{full_text.name}"'
    generated = f"tsvector GENERATED ALWAYS AS ({full_text.tsvector}) STORED"
    return (
        f'ALTER TABLE "{table}" ADD COLUMN {vector} {generated}',
        f'CREATE INDEX "{name}_gin" ON "{table}" USING gin ({vector}) WITH (fastupdate = off)',
    )
