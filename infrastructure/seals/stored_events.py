"""What lies in the log, byte by byte: each event's position and digest, whether it can be read or not."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from struct import Struct
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Dialect,
    Engine,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from infrastructure.log_store.recorder import translated_errors
from infrastructure.log_store.tables import events

BEGINNING, END = -(2**63), 2**63 - 1
"""Every position that a database can hold: who inserts an event need not number it as we do."""

PAGE_EVENTS = 250
"""A page is read and hashed in some two milliseconds: nobody waits longer for the interpreter."""

DIGEST_BYTES = 16
ENTRY_BYTES = 8 + DIGEST_BYTES

AS_STORED = "text integer text blob"

_header = Struct(">q4Q")
_decoder = msgspec.json.Decoder(list[tuple[int, str, str, str, str, str | None]])


def entry(position: int, fields: Sequence[bytes], odd: bytes = b"") -> bytes:
    """The position, and what is left of the SHA-256 over all there is to an event.

    Its fields: the id with 32 hexadecimal digits, the version in decimal, topic, state. `odd` are SQLite's
    types of the columns where somebody stored others. Lengths go first: no byte can move to the next field.
    """
    header = _header.pack(position, *map(len, fields))
    return header[:8] + sha256(b"".join((header, *fields, odd))).digest()[:DIGEST_BYTES]


def position_of(entry: bytes) -> int:
    return int.from_bytes(entry[:8], "big", signed=True)


class StoredEvents:
    def __init__(self, reading: Engine) -> None:
        self._reading = reading

    def entries(self, first: int, last: int, most: int | None = None) -> Iterator[bytes]:
        """In the order of their positions; a page at a time, and in no transaction meanwhile."""
        while first <= last and (most is None or most > 0):
            page = self._page(first, last, PAGE_EVENTS if most is None else min(most, PAGE_EVENTS))
            yield from page
            if len(page) < PAGE_EVENTS or (newest := position_of(page[-1])) == END:
                return
            first = newest + 1
            most = most and most - len(page)

    def are_there(self, first: int, many: int) -> bool:
        """Whether there are so many from that position on."""
        query = select(events.c.position).where(events.c.position >= first).order_by(events.c.position)
        with translated_errors(), self._reading.connect() as connection:
            return connection.execute(query.offset(many - 1).limit(1)).first() is not None

    def count(self, first: int) -> int:
        query = select(func.count()).select_from(events).where(events.c.position >= first)
        with translated_errors(), self._reading.connect() as connection:
            return connection.execute(query).scalar_one()

    def last_position(self) -> int:
        with translated_errors(), self._reading.connect() as connection:
            return connection.execute(select(func.max(events.c.position))).scalar_one() or 0

    def _page(self, first: int, last: int, most: int) -> list[bytes]:
        bounds = {"first": first, "last": last, "most": most}
        with translated_errors(), self._reading.connect() as connection:
            document = connection.execute(_in_one_row(connection.dialect), bounds).scalar_one()
        return [
            entry(position, [bytes.fromhex(each) for each in fields], odd.encode() if odd else b"")
            for position, *fields, odd in _decoder.decode(document or "[]")
        ]


@lru_cache
def _in_one_row(dialect: Dialect) -> Select[Any]:
    """All bytes in hexadecimal: nothing that somebody wrote there can keep the page from being read."""
    is_sqlite = dialect.name == "sqlite"
    fields = _of_sqlite() if is_sqlite else _of_postgresql()
    page = (
        select(events.c.position, *(each.label(f"field{index}") for index, each in enumerate(fields)))
        .where(events.c.position >= bindparam("first"), events.c.position <= bindparam("last"))
        .order_by(events.c.position)
        .limit(bindparam("most"))
        .subquery()
    )
    if is_sqlite:
        return select(func.json_group_array(func.json_array(*page.c))).select_from(page)
    in_order = aggregate_order_by(func.json_build_array(*page.c), page.c.position)
    return select(cast(func.json_agg(in_order), Text)).select_from(page)


def _of_sqlite() -> list[ColumnElement[Any]]:
    stored = (events.c.originator_id, events.c.originator_version, events.c.topic, events.c.state)
    first, *others = (func.typeof(each) for each in stored)
    types: ColumnElement[Any] = first
    for each in others:
        types = types.concat(literal(" ")).concat(each)
    return [*(func.hex(each) for each in stored), func.nullif(types, AS_STORED)]


def _of_postgresql() -> list[ColumnElement[Any]]:
    id = func.replace(cast(events.c.originator_id, Text), literal("-"), literal(""))
    texts = (id, cast(events.c.originator_version, Text), events.c.topic)
    as_bytes = (func.convert_to(each, literal_column("'UTF8'")) for each in texts)
    in_hexadecimal = [func.encode(each, literal_column("'hex'")) for each in (*as_bytes, events.c.state)]
    return [*in_hexadecimal, null()]
