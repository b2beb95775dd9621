"""A read side on each of the two databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infrastructure.read_store.read_side import ReadSide
from tests.support.postgresql import PostgresqlServer, postgresql_server

postgresql = pytest.fixture(scope="session")(postgresql_server)


@pytest.fixture(params=["sqlite", "postgresql"])
def read_side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReadSide]:
    if request.param == "sqlite":
        side = ReadSide(f"sqlite:///{tmp_path}/log.db", f"sqlite:///{tmp_path}/read.db")
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.create_database()
        side = ReadSide(url, url)
    yield side
    side.close()
