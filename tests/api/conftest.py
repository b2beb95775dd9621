"""One soundboard a database for all tests of the doors: each test brings its own people."""

from collections.abc import Iterator

import pytest

from tests.conftest import DATABASES
from tests.support.board import Board, Person, running_board
from tests.support.postgresql import PostgresqlServer


@pytest.fixture(scope="session", params=DATABASES)
def board(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    url = ""
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.create_database()
    with running_board(tmp_path_factory.mktemp("board"), url) as running:
        yield running


@pytest.fixture
def anna(board: Board) -> Person:
    return board.member()


@pytest.fixture
def ben(board: Board) -> Person:
    return board.member()


@pytest.fixture
def host(board: Board) -> Person:
    return board.admin()


@pytest.fixture
def bell(anna: Person) -> str:
    """A starter sound's id."""
    return str(anna.sounds()["bell"]["sound_id"])
