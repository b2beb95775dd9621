"""Two boards in this process, one that a library leaves and one that it comes to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infrastructure.container import Container
from tests.conftest import DATABASES
from tests.support.aggregates import a_library
from tests.support.postgresql import PostgresqlServer
from tests.support.running_parts import running_parts


def running(request: pytest.FixtureRequest, folder: Path, database: str) -> Iterator[Container]:
    url = ""
    if database == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.create_database()
    with running_parts(folder, url, a_library()) as container:
        yield container


@pytest.fixture(scope="package", params=DATABASES)
def here(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    yield from running(request, tmp_path_factory.mktemp("here"), request.param)


@pytest.fixture
def there(here: Container, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Container]:
    """Empty, and on the other database."""
    yield from running(request, tmp_path / "there", "sqlite" if here.settings.database_url else "postgresql")
