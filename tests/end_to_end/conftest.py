"""A fresh soundboard for each test, on the database that the test names."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import DATABASES
from tests.support.board import Board
from tests.support.postgresql import PostgresqlServer

MakeBoard = Callable[..., Board]


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """Empty for SQLite."""
    if request.param == "sqlite":
        return ""
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    return server.create_database()


@pytest.fixture
def make_board(tmp_path: Path) -> Iterator[MakeBoard]:
    boards: list[Board] = []

    def make(database_url: str = "", **environment: str) -> Board:
        board = Board(tmp_path / f"board{len(boards)}", database_url, environment)
        boards.append(board)
        board.start()
        return board

    yield make
    for board in boards:
        board.close()
