"""Compares tables row by row in the order of their keys, a thousand rows in memory at a time.

Keys are numbers, moments and UUIDs: what Python and both databases put in the same order.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, select

ROWS_AT_ONCE = 1_000

RowValues = tuple[Any, ...]


class ComparisonStoppedError(Exception):
    """It was told to end before it was through."""


@dataclass
class Difference:
    compared: int = 0
    differing: int = 0


@contextmanager
def rows_in_order(connection: Connection, table: Table) -> Iterator[Iterator[RowValues]]:
    query = select(table).order_by(*table.primary_key.columns)
    with connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}) as rows:
        yield (tuple(row) for row in rows)


def compare(
    connection: Connection, table: Table, other: Table, difference: Difference, is_stopped: Callable[[], bool]
) -> None:
    keys = [index for index, column in enumerate(table.columns) if column.primary_key]

    def key(row: RowValues) -> RowValues:
        return tuple(row[index] for index in keys)

    with rows_in_order(connection, table) as ours, rows_in_order(connection, other) as theirs:
        one, two = next(ours, None), next(theirs, None)
        while one is not None or two is not None:
            if difference.compared % ROWS_AT_ONCE == 0 and is_stopped():
                raise ComparisonStoppedError
            difference.compared += 1
            difference.differing += one != two
            is_one_due = two is None or (one is not None and key(one) <= key(two))
            is_two_due = one is None or (two is not None and key(two) <= key(one))
            if is_one_due:
                one = next(ours, None)
            if is_two_due:
                two = next(theirs, None)


def digest(connection: Connection, tables: Mapping[str, Table]) -> str:
    hashed = sha256()
    for name in sorted(tables):
        hashed.update(f"{name}\n".encode())
        with rows_in_order(connection, tables[name]) as rows:
            for row in rows:
                hashed.update(f"{row!r}\n".encode())
    return hashed.hexdigest()
