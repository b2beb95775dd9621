"""A log, and what identity keeps beside it."""

from collections.abc import Iterator

import pytest

from infrastructure.log_store.log_store import LogStore
from tests.support.soundboard import Board


@pytest.fixture
def board(log_url: str) -> Iterator[Board]:
    log = LogStore(log_url)
    yield Board(log)
    log.close()
