"""Boards to try the write side on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infrastructure.log_store.log_store import LogStore
from tests.support.soundboard import Board


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogStore]:
    log = LogStore(f"sqlite:///{tmp_path / 'log.db'}")
    yield log
    log.close()


@pytest.fixture
def board(log: LogStore) -> Board:
    return Board(log, is_only_writer=True)
