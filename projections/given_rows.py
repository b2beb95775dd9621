"""Many rows come to the database as one JSON document, so that a statement is one call however many they are.

A call for each row lets go of the interpreter's lock, and waits for it again behind every other thread.
Under load that, and not the database's work, was most of what a page or a batch took.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    ColumnElement,
    Dialect,
    FromClause,
    LargeBinary,
    Select,
    String,
    Subquery,
    TableValuedAlias,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

Row = Mapping[str, Any]
Names = tuple[str, ...]
Convert = Callable[[Any], Any] | None

DOCUMENT = "document"
"""The parameter that has the rows."""

NO_JOIN: ColumnElement[bool] = literal_column("true")
"""Without a condition SQLite would take the ON of an ON CONFLICT for that of a join."""


class GivenRows:
    """The rows that come with a statement; their columns have the names and types of a table's.

    Bytes must be UTF-8, as events are. `document` is the expression that has the rows as JSON; without
    any, where it is NULL, there are none.
    """

    def __init__(
        self,
        table: FromClause,
        names: Names,
        dialect: Dialect,
        *,
        document: ColumnElement[str] | None = None,
    ) -> None:
        self.names = names
        self._types = {name: table.c[name].type for name in names}
        self._dialect = dialect
        self._is_sqlite = dialect.name == "sqlite"
        self._each = self._elements(_parameter(dialect) if document is None else document)
        self.index: ColumnElement[int] = self._each.c.key
        """The place of a row among those given."""

    def in_order(self, *more: ColumnElement[Any]) -> Select[Any]:
        """The rows, with `more` in front of each."""
        columns = [self._column(place, name) for place, name in enumerate(self.names)]
        return select(*more, *columns).where(NO_JOIN).order_by(self.index)

    def as_table(self) -> Subquery:
        return self.in_order().order_by(None).subquery("given")

    def encoder(self) -> "RowEncoder":
        return RowEncoder([(name, _conversion(kind, self._dialect)) for name, kind in self._types.items()])

    def prepare(self, statement: UpdateBase) -> "Prepared":
        compiled = statement.compile(dialect=self._dialect, compile_kwargs={"literal_binds": self._is_sqlite})
        return Prepared(str(compiled), self.encoder(), compiled.params)

    def _elements(self, document: ColumnElement[str]) -> TableValuedAlias:
        if self._is_sqlite:
            return func.json_each(document).table_valued("key", "value", name="each")
        elements = func.json_array_elements(cast(document, JSON))
        return elements.table_valued("value", with_ordinality="key", name="each").render_derived()

    def _column(self, place: int, name: str) -> ColumnElement[Any]:
        kind = self._types[name]
        row = self._each.c.value
        value: ColumnElement[Any]
        if self._is_sqlite:
            extracted = func.json_extract(row, literal_column(f"'$[{place}]'"))
            value = cast(extracted, kind) if _is_bytes(kind) else type_coerce(extracted, kind)
        else:
            text = row.op("->>")(literal_column(str(place)))
            value = func.convert_to(text, literal_column("'UTF8'")) if _is_bytes(kind) else cast(text, kind)
        return value.label(name)


_NUL, _NUL_IN_JSON, _REPLACEMENT = "\0", "\\u0000", "\ufffd"
"""PostgreSQL keeps no text with NUL, and SQLite's JSON ends a text there: rows have a replacement."""


class RowEncoder:
    def __init__(self, columns: Sequence[tuple[str, Convert]]) -> None:
        self._columns = columns

    def __call__(self, rows: Sequence[Row]) -> str:
        columns = self._columns
        values = [[row[name] if to is None else to(row[name]) for name, to in columns] for row in rows]
        document = msgspec.json.encode(values).decode()
        if _NUL_IN_JSON in document:
            return msgspec.json.encode([list(map(_without_nul, row)) for row in values]).decode()
        return document


def _without_nul(value: Any) -> Any:
    return value.replace(_NUL, _REPLACEMENT) if isinstance(value, str) else value


@dataclass(frozen=True, eq=False)
class Prepared:
    """What SQLAlchemy would work out anew for every execution, which costs more than a small page's rows."""

    sql: str
    encode: RowEncoder
    constants: Mapping[str, Any]

    def execute(self, driver: Any, document: str) -> None:
        """Straight to the driver, whose errors it raises."""
        driver.execute(self.sql, {**self.constants, DOCUMENT: document})


def _parameter(dialect: Dialect) -> ColumnElement[str]:
    if dialect.name == "sqlite":
        return literal_column(f":{DOCUMENT}", String)
    return bindparam(DOCUMENT, type_=String)


def _conversion(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    return bytes.decode if _is_bytes(kind) else kind.dialect_impl(dialect).bind_processor(dialect)


def _is_bytes(kind: TypeEngine[Any]) -> bool:
    return isinstance(kind, LargeBinary)
