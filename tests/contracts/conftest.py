"""A log store on either kind of database."""

from collections.abc import Iterator

import pytest

from infrastructure.log_store.log_store import LogStore


@pytest.fixture
def log(log_url: str) -> Iterator[LogStore]:
    log = LogStore(log_url)
    yield log
    log.close()
