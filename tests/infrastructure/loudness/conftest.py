"""A board without doors that normalises what comes in: one a database, each test with sounds of its own."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from domain.sound_library import SoundLibrary
from infrastructure.container import Container
from tests.conftest import DATABASES
from tests.support.clock import NOON
from tests.support.postgresql import PostgresqlServer
from tests.support.running_parts import running_parts


@pytest.fixture(scope="module", params=DATABASES)
def board(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    url = ""
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.create_database()
    with normalizing_parts(tmp_path_factory.mktemp("board"), url) as container:
        yield container


@pytest.fixture(scope="module")
def sqlite_board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    """For what is the same on every database."""
    with normalizing_parts(tmp_path_factory.mktemp("board"), "") as container:
        yield container


def normalizing_parts(folder: Path, url: str) -> AbstractContextManager[Container]:
    return running_parts(folder, url, SoundLibrary.open(at=NOON), normalizes=True)
