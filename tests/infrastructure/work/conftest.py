"""A work table, and a way to owe something at any time."""

import time
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from domain.identifiers import work_id
from infrastructure.log_store import tables
from infrastructure.log_store.log_store import LogStore
from infrastructure.work.work_table import WorkTable

Owe = Callable[..., UUID]
"""Gives the reference of the work."""


@pytest.fixture
def log(log_url: str) -> Iterator[LogStore]:
    log = LogStore(log_url)
    yield log
    log.close()


@pytest.fixture
def work_table(log: LogStore) -> WorkTable:
    return WorkTable(log.writing, log.reading)


@pytest.fixture
def owe(log: LogStore) -> Owe:
    def owe(
        kind: str = "chore", *, seconds_ago: float = 0, seconds_left: float = 60, attempt: int = 0
    ) -> UUID:
        reference, now = uuid4(), time.time()
        row = {
            "id": work_id(kind, reference),
            "kind": kind,
            "reference": reference,
            "asked_at": now - seconds_ago,
            "deadline": now + seconds_left,
            "leased_until": 0.0,
            "attempt": attempt,
        }
        with log.writing.transaction() as connection:
            connection.execute(insert(tables.work), [row])
        return reference

    return owe
