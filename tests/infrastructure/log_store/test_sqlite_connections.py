"""How SQLite is opened: one connection writes, durably; the others can only read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from eventsourcing.persistence import OperationalError
from sqlalchemy import exc as sql
from sqlalchemy import text

from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.recorder import translated_errors
from tests.contracts.streams import a_stream


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogStore]:
    log = LogStore(f"sqlite:///{tmp_path / 'log.db'}")
    yield log
    log.close()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_the_writer_is_durable(log: LogStore, pragma: str, value: object) -> None:
    with log.writing.transaction() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


@pytest.mark.parametrize(("pragma", "value"), [("query_only", 1), ("wal_autocheckpoint", 0)])
def test_readers_neither_write_nor_checkpoint(log: LogStore, pragma: str, value: object) -> None:
    with log.reading.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def test_a_reader_that_tries_to_write_is_refused(log: LogStore) -> None:
    with pytest.raises(sql.OperationalError, match="readonly"), log.reading.begin() as connection:
        connection.execute(text("DELETE FROM receipts"))


def test_writers_of_one_process_take_turns(log: LogStore) -> None:
    with ThreadPoolExecutor(4) as threads:
        positions = list(threads.map(lambda _: log.recorder.insert_events(a_stream(1))[0], range(40)))
    assert sorted(positions) == list(range(1, 41))


def test_what_a_reader_began_to_read_is_not_changed_under_it(log: LogStore) -> None:
    log.recorder.insert_events(a_stream(1))
    with log.reading.begin() as connection:
        connection.exec_driver_sql("BEGIN")
        before = connection.execute(text("SELECT count(*) FROM events")).scalar_one()
        log.recorder.insert_events(a_stream(1))
        assert connection.execute(text("SELECT count(*) FROM events")).scalar_one() == before == 1
    assert log.count_events() == 2


def test_a_databases_failure_is_told_in_the_words_of_the_application(log: LogStore) -> None:
    with (
        pytest.raises(OperationalError, match="no such table"),
        translated_errors(),
        log.reading.connect() as connection,
    ):
        connection.execute(text("SELECT * FROM imaginary"))


def test_after_closing_the_log_is_one_file(log: LogStore, tmp_path: Path) -> None:
    log.recorder.insert_events(a_stream(1))
    log.close()
    assert [each.name for each in tmp_path.iterdir()] == ["log.db"]
