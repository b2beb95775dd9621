"""One library a database for all tests here: each has a corner of its own in the folders."""

from collections.abc import Iterator
from shutil import rmtree
from uuid import uuid4

import pytest

from tests.conftest import DATABASES
from tests.support.library import Corner, Library, running_library
from tests.support.postgresql import PostgresqlServer


@pytest.fixture(scope="package", params=DATABASES)
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    url = ""
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.create_database()
    with running_library(tmp_path_factory.mktemp("library"), url) as running:
        yield running


@pytest.fixture
def corner(library: Library) -> Iterator[Corner]:
    """Emptied afterwards, so that nobody looks into its files again."""
    corner = Corner(library, f"corner-{uuid4().hex[:8]}")
    yield corner
    rmtree(corner.folder, ignore_errors=True)
