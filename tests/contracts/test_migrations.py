"""A log store brings its tables up to date when it is opened, however often and by whomever."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Column, LargeBinary, MetaData, Table, Uuid, insert, inspect, select

from infrastructure.databases import WritingDatabase
from infrastructure.log_store.log_store import SCHEMA, LogStore
from infrastructure.log_store.migrate import migrate
from infrastructure.log_store.tables import metadata, snapshots
from tests.contracts.streams import a_stream
from tests.support.aggregates import ANNA
from tests.support.postgresql import PostgresqlServer


def test_migrating_again_is_harmless(log: LogStore) -> None:
    stream = a_stream(2)
    log.recorder.insert_events(stream)
    migrate(log.writing, SCHEMA)
    assert log.recorder.select_events(stream[0].originator_id) == stream


def test_opening_again_finds_what_was_stored(log: LogStore, log_url: str) -> None:
    stream = a_stream(2)
    log.recorder.insert_events(stream)
    log.close()
    again = LogStore(log_url)
    assert again.recorder.select_events(stream[0].originator_id) == stream
    again.close()


def test_keys_of_a_store_from_before_they_were_text_are_read_as_they_were(log_url: str) -> None:
    key = bytes(range(32))
    old = WritingDatabase(log_url, SCHEMA, durability="FULL")
    migrate(old, SCHEMA, to="0001")
    before = Table("personal_keys", MetaData(), Column("user_id", Uuid), Column("key", LargeBinary))
    with old.transaction() as connection:
        connection.execute(insert(before), {"user_id": ANNA, "key": key})
    old.close()
    log = LogStore(log_url)
    assert log.personal_keys([ANNA]) == {ANNA: key}
    log.close()


def test_snapshots_of_a_store_from_before_ledgers_remembered_deadlines_are_taken_anew(log_url: str) -> None:
    old = WritingDatabase(log_url, SCHEMA, durability="FULL")
    migrate(old, SCHEMA, to="0005")
    taken = {"originator_id": ANNA, "originator_version": 100, "topic": "credit_ledger", "state": b"{}"}
    with old.transaction() as connection:
        connection.execute(insert(snapshots), taken)
    old.close()
    log = LogStore(log_url)
    with log.reading.connect() as connection:
        assert connection.execute(select(snapshots)).all() == []
    log.close()


def test_the_tables_are_those_that_the_code_names(log: LogStore) -> None:
    found = inspect(log.reading)
    for table in metadata.tables.values():
        columns = {each["name"]: each["nullable"] for each in found.get_columns(table.name)}
        assert columns == {each.name: each.nullable for each in table.columns}
        indexes = {each["name"] for each in found.get_indexes(table.name) if not each.get("unique")}
        assert indexes == {each.name for each in table.indexes}


def test_processes_that_start_at_once_migrate_once(postgresql: PostgresqlServer) -> None:
    url = postgresql.create_database()
    with ThreadPoolExecutor(4) as threads:
        stores = list(threads.map(LogStore, [url] * 4))
    positions = [store.recorder.insert_events(a_stream(1))[0] for store in stores]
    assert positions == sorted(positions)
    for store in stores:
        store.close()
