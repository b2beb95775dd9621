"""A small board on the database that the test names, and an empty database of the other kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import DATABASES
from tests.infrastructure.backup.small_board import SmallBoard
from tests.support.postgresql import PostgresqlServer


@pytest.fixture(params=DATABASES)
def urls(request: pytest.FixtureRequest) -> tuple[str, str]:
    """From where, and to where."""
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    kinds = {"sqlite": "", "postgresql": server.create_database()}
    there = kinds.pop(request.param)
    return there, *kinds.values()  # type: ignore[return-value]  # there are two


@pytest.fixture
def board(urls: tuple[str, str], tmp_path: Path) -> Iterator[SmallBoard]:
    board = SmallBoard(tmp_path / "board", urls[0])
    yield board
    board.close()


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[SmallBoard]:
    """Where the database makes no difference."""
    board = SmallBoard(tmp_path / "board")
    yield board
    board.close()
