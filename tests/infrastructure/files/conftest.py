"""A soundboard in this process, to bring files into and take them out of."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infrastructure.container import Container
from tests.conftest import DATABASES
from tests.support.postgresql import PostgresqlServer
from tests.support.running_parts import running_parts


@pytest.fixture(scope="session", params=DATABASES)
def parts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    url = ""
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.create_database()
    with running_parts(tmp_path_factory.mktemp("board"), url) as container:
        yield container


@pytest.fixture
def incoming(parts: Container) -> Path:
    return parts.settings.sounds_dir.resolve() / "temp" / "incoming"
