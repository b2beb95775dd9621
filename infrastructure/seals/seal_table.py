"""Keeps seals beside the log. What is read back may be anything: it is what is on trial."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, func, insert, literal_column, select

from infrastructure.databases import WritingDatabase
from infrastructure.log_store.recorder import translated_errors
from infrastructure.log_store.tables import seals
from infrastructure.seals.seal import GENESIS, Seal

TYPES: Mapping[str, tuple[type, str]] = {
    "number": (int, "integer"),
    "first_position": (int, "integer"),
    "last_position": (int, "integer"),
    "count": (int, "integer"),
    "entries": (bytes, "blob"),
    "sealed_at": (float, "real"),
    "previous_head": (bytes, "blob"),
    "head": (bytes, "blob"),
}
"""Here, and as SQLite calls them, whose columns take anything."""

LATEST = 253_402_300_799.0
"""The last second of the year 9999."""

PAGE_SEALS = 16


class SealTable:
    def __init__(self, writing: WritingDatabase, reading: Engine) -> None:
        self._writing = writing
        self._reading = reading
        self._rows = select(*_as_they_are(writing.is_sqlite)).select_from(seals)

    def add(self, seal: Seal) -> None:
        """Raises IntegrityError where another process has sealed meanwhile: the number is taken."""
        with translated_errors(), self._writing.transaction() as connection:
            connection.execute(insert(seals), vars(seal))

    def last(self) -> Seal:
        """Before there is one, what the first will follow."""
        newest = self._read(self._rows.order_by(seals.c.number.desc()).limit(1))
        return newest[0] if newest else GENESIS

    def find(self, number: int) -> Seal | None:
        if number == GENESIS.number:
            return GENESIS
        found = self._read(self._rows.where(seals.c.number == number))
        return found[0] if found else None

    def until(self, last: int) -> Iterator[Seal]:
        query = self._rows.where(seals.c.number <= last)
        query = query.order_by(seals.c.number).limit(PAGE_SEALS)
        page = self._read(query)
        while page:
            yield from page
            page = self._read(query.where(seals.c.number > page[-1].number))

    def count(self) -> int:
        with translated_errors(), self._reading.connect() as connection:
            return connection.execute(select(func.count()).select_from(seals)).scalar_one()

    def _read(self, query: Select[Any]) -> list[Seal]:
        with translated_errors(), self._reading.connect() as connection:
            return [_seal(tuple(row)) for row in connection.execute(query)]


def _seal(row: tuple[Any, ...]) -> Seal:
    """One that cannot be a seal is an empty one, which no head fits."""
    if [type(each) for each in row] == [python for python, _ in TYPES.values()] and 0 <= row[5] <= LATEST:
        return Seal(*row)
    number, _, last_position, *_ = row
    return replace(GENESIS, number=number, last_position=last_position or 0, head=b"")


def _as_they_are(is_sqlite: bool) -> list[ColumnElement[Any]]:
    """Without conversions, which would stumble over what somebody else wrote; of other types, nothing."""
    if not is_sqlite:
        return [literal_column(name) for name in TYPES]
    return [
        literal_column(f"CASE typeof({name}) WHEN '{sqlite}' THEN {name} END")
        for name, (_, sqlite) in TYPES.items()
    ]
