"""What every suite may ask for: private databases, and no test that is skipped."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.postgresql import PostgresqlServer, postgresql_server

DATABASES = ("sqlite", "postgresql")

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    yield from postgresql_server()


@pytest.fixture(params=DATABASES)
def log_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that nobody has used; each test runs on both kinds."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'log.db'}"
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    return server.create_database()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test proves nothing: here it fails."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped. What is missing must be installed."
    return report
