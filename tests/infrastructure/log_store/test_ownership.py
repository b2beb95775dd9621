"""A database has one server: the next one comes when the last one is gone."""

from threading import Timer

import pytest

from infrastructure.log_store.ownership import DatabaseInUseError, Ownership
from tests.support.postgresql import PostgresqlServer


def test_a_second_server_is_refused(postgresql: PostgresqlServer) -> None:
    url = postgresql.create_database()
    first = Ownership(url)
    with pytest.raises(DatabaseInUseError, match="Stop it first"):
        Ownership(url)
    first.close()


def test_a_server_waits_for_one_that_is_on_its_way_out(postgresql: PostgresqlServer) -> None:
    url = postgresql.create_database()
    leaving = Ownership(url)
    Timer(0.5, leaving.close).start()
    Ownership(url).close()


def test_a_board_that_is_started_anew_at_once_finds_its_database_free(postgresql: PostgresqlServer) -> None:
    url = postgresql.create_database()
    for _ in range(50):
        Ownership(url).close()
