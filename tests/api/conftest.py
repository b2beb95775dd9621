"""One soundboard a database for all tests of the doors: each test brings its own people."""

from collections.abc import Iterator

import pytest

from tests.conftest import DATABASES
from tests.support.board import Board, Person, running_board
from tests.support.browser import Browser
from tests.support.oidc_server import CLIENT_ID, CLIENT_SECRET, Faults, OidcServer, running_oidc_server
from tests.support.postgresql import PostgresqlServer


@pytest.fixture(scope="session")
def board_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    with running_board(tmp_path_factory.mktemp("board")) as running:
        yield running


@pytest.fixture(scope="session")
def board_on_postgresql(
    tmp_path_factory: pytest.TempPathFactory, postgresql: PostgresqlServer
) -> Iterator[Board]:
    with running_board(tmp_path_factory.mktemp("board"), postgresql.create_database()) as running:
        yield running


@pytest.fixture(params=DATABASES)
def board(request: pytest.FixtureRequest) -> Board:
    """Both run until the last test is through: a fixture with parameters would start them again and again."""
    running: Board = request.getfixturevalue(f"board_on_{request.param}")
    return running


@pytest.fixture(scope="session")
def oidc_server() -> Iterator[OidcServer]:
    with running_oidc_server() as running:
        yield running


@pytest.fixture
def elsewhere(oidc_server: OidcServer) -> OidcServer:
    """The providers, on their best behaviour."""
    oidc_server.faults = Faults()
    return oidc_server


def oauth_settings(server: OidcServer) -> dict[str, str]:
    clients = {
        f"OAUTH_{provider}_CLIENT_{name}": value
        for provider in ("GOOGLE", "GITHUB", "OIDC")
        for name, value in (("ID", CLIENT_ID), ("SECRET", CLIENT_SECRET))
    }
    return {
        **clients,
        "TRUSTED_PROXIES": "127.0.0.1",
        "OAUTH_GOOGLE_DISCOVERY_URL": f"{server.url}/google/.well-known/openid-configuration",
        "OAUTH_GITHUB_URL": f"{server.url}/github",
        "OAUTH_GITHUB_API_URL": f"{server.url}/github/api",
        "OAUTH_OIDC_DISCOVERY_URL": f"{server.url}/generic/.well-known/openid-configuration",
        "OAUTH_OIDC_NAME": "The club",
    }


@pytest.fixture(scope="session")
def oauth_board(tmp_path_factory: pytest.TempPathFactory, oidc_server: OidcServer) -> Iterator[Board]:
    """One where people sign in elsewhere."""
    folder = tmp_path_factory.mktemp("oauth")
    with running_board(folder, environment=oauth_settings(oidc_server)) as running:
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


@pytest.fixture
def victim(oauth_board: Board, elsewhere: OidcServer) -> Browser:
    return Browser(oauth_board, elsewhere.account("Victim"))


@pytest.fixture
def attacker(oauth_board: Board, elsewhere: OidcServer) -> Browser:
    return Browser(oauth_board, elsewhere.account("Mallory"))


SMALL = {"UPLOAD_MAX_MB": "1", "UPLOAD_MAX_FILES": "3", "UPLOAD_MAX_MINUTES": "1"}


@pytest.fixture(scope="session")
def file_board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """One that takes small files and few: up to 1 MB, three at once, a minute each."""
    with running_board(tmp_path_factory.mktemp("files"), environment=SMALL) as running:
        yield running


@pytest.fixture
def bringer(file_board: Board) -> Person:
    return file_board.member()
