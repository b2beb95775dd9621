"""Finding rows by words: FTS5 on SQLite, a GIN index of `tsvector`s on PostgreSQL.

Columns have words that are spelt already (`projections/words.py`), with spaces between: neither database
has its own opinion of what a word is, or of a language. A row has all words that are asked for, in whatever
columns.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
)
from sqlalchemy import table as named
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR


@dataclass(frozen=True)
class FullText:
    """An index of a table: it follows from the rows, and is not compared.

    `name` is that of a view on SQLite, and of another column of the table on PostgreSQL.
    """

    name: str
    table: Table
    key: str
    """The table's primary key, an integer: what is found."""
    columns: Sequence[str]

    @property
    def tsvector(self) -> str:
        """SQL for PostgreSQL."""
        words = " || ' ' || ".join(f'"{each}"' for each in self.columns)
        return f"array_to_tsvector(array_remove(string_to_array({words}, ' '), ''))"

    def found(self, dialect: Dialect, beginnings: Iterable[str], whole: Iterable[str] = ()) -> Select[int]:
        """The keys of rows that have words with all these beginnings, and all these whole words.

        At least one; and each as `words_of` has it, or without quotes and spaces.
        """
        if dialect.name == "sqlite":
            sought = " ".join([*(f'"{each}"*' for each in beginnings), *(f'"{each}"' for each in whole)])
            index = named(self.name, column(self.key, Integer), column("words", String))
            return select(index.c[self.key]).where(index.c.words.op("MATCH")(bindparam(None, sought)))
        sought = " & ".join([*(f"'{each}':*" for each in beginnings), *(f"'{each}'" for each in whole)])
        rows = named(self.table.name, column(self.key, Integer), column(self.name, TSVECTOR))
        wanted = rows.c[self.name].op("@@")(cast(bindparam(None, sought), TSQUERY))
        return select(rows.c[self.key]).where(wanted)

    def in_row(self, beginnings: Iterable[str], whole: Iterable[str] = ()) -> ColumnElement[bool]:
        """The same asked of a row, on SQLite, without the index: sooner answered where most rows have it."""
        space = literal(" ")
        words: ColumnElement[str] = space
        for name in self.columns:
            words = words + self.table.c[name] + space
        sought = [*(f" {each}" for each in beginnings), *(f" {each} " for each in whole)]
        return and_(*(func.instr(words, each) > 0 for each in sought))
