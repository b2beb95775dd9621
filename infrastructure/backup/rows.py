"""Rows of a table as lines of JSON, the same whichever database they come from or go to.

Bytes are text where they are text, as events are; else base64 in a list of one.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
)
from sqlalchemy.types import TypeEngine

from infrastructure.backup.manifest import Kind

Row = Sequence[Any]
Columns = Sequence[tuple[str, Kind]]

TYPES: Mapping[Kind, tuple[type[TypeEngine[Any]], Any]] = {
    "uuid": (Uuid, UUID | None),
    "bytes": (LargeBinary, str | tuple[str] | None),
    "text": (String, str | None),
    "integer": (BigInteger, int | None),
    "real": (Double, float | None),
}
"""In a database, and in JSON."""

READ_BYTES = 1 << 18


def columns_of(table: Table) -> Columns:
    return [(str(each.name), _kind_of(each)) for each in table.columns]


def table_of(name: str, columns: Columns) -> Table:
    """The table as it was when the rows were read, which need not be what it is today."""
    return Table(name, MetaData(), *(Column(column, TYPES[kind][0]) for column, kind in columns))


def encoder(columns: Columns) -> Callable[[Sequence[Row]], bytes]:
    """A line a row."""
    binary = [index for index, (_, kind) in enumerate(columns) if kind == "bytes"]
    to_lines = msgspec.json.Encoder().encode_lines

    def encode(page: Sequence[Row]) -> bytes:
        rows = [list(row) for row in page]
        for row in rows:
            for index in binary:
                row[index] = _written(row[index])
        return to_lines(rows)

    return encode


def decoded(columns: Columns, chunks: Iterator[bytes]) -> Iterator[Sequence[dict[str, Any]]]:
    """A page for each chunk. Raises msgspec.MsgspecError and ValueError for what are no such rows."""
    names = [name for name, _ in columns]
    binary = [index for index, (_, kind) in enumerate(columns) if kind == "bytes"]
    decode = msgspec.json.Decoder(tuple[tuple(TYPES[kind][1] for _, kind in columns)]).decode_lines  # type: ignore[misc]  # a type made at run time
    for lines in _whole_lines(chunks):
        rows = [list(row) for row in decode(lines)]
        for row in rows:
            for index in binary:
                row[index] = _read(row[index])
        yield [dict(zip(names, row, strict=True)) for row in rows]


def _whole_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        lines, newline, begun = chunk.rpartition(b"\n")
        if newline:
            yield rest + lines
            rest = begun
        else:
            rest += chunk
    if rest:
        yield rest


def _written(value: bytes | None) -> str | tuple[str] | None:
    if value is None:
        return None
    try:
        return bytes(value).decode()
    except UnicodeDecodeError:
        return (b64encode(value).decode(),)


def _read(value: str | tuple[str] | None) -> bytes | None:
    if value is None:
        return None
    return value.encode() if isinstance(value, str) else b64decode(value[0], validate=True)


def _kind_of(column: Column[Any]) -> Kind:
    match column.type:
        case Uuid():
            return "uuid"
        case LargeBinary():
            return "bytes"
        case Double():
            return "real"
        case Integer():
            return "integer"
        case String():
            return "text"
        case other:
            raise NotImplementedError(f"Nobody said how a column of type {other} is backed up.")
