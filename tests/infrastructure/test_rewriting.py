"""Tables that are written anew have their rows, and no copy of rows that were deleted."""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from infrastructure.databases import WritingDatabase
from infrastructure.rewriting import rewrite


@pytest.fixture
def database(log_url: str) -> Iterator[WritingDatabase]:
    database = WritingDatabase(log_url, "public", "FULL")
    yield database
    database.close()


def test_rows_keys_and_indexes_stay_as_they_are(database: WritingDatabase) -> None:
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR, place INTEGER)"))
        connection.execute(text("CREATE UNIQUE INDEX people_by_place ON people (place)"))
        connection.execute(text("INSERT INTO people VALUES (7, 'Zoë', 1), (3, NULL, 2), (5, 'Ben', 3)"))
        connection.execute(text("DELETE FROM people WHERE id = 5"))
    rewrite(database, ["people"])
    with database.transaction() as connection:
        rows = connection.execute(text("SELECT * FROM people ORDER BY id")).all()
        assert [tuple(row) for row in rows] == [(3, None, 2), (7, "Zoë", 1)]
    with pytest.raises(Exception, match=r"(?i)unique"), database.transaction() as connection:
        connection.execute(text("INSERT INTO people VALUES (9, 'Eve', 1)"))


@pytest.mark.parametrize("seed", range(3))
def test_no_copy_is_left_where_pages_were_split(tmp_path: Path, seed: int) -> None:
    """Without writing anew some seeds leave one, though SQLite overwrites what it deletes."""
    database = WritingDatabase(f"sqlite:///{tmp_path / 'people.db'}", "", "NORMAL")
    numbers = random.Random(seed)  # noqa: S311 - the same at every run
    people = [UUID(int=numbers.getrandbits(128)).hex for _ in range(2_000)]
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE people (id CHAR(32) PRIMARY KEY, name VARCHAR)"))
    for number, person in enumerate(people):
        longer = people[numbers.randrange(number + 1)]
        rows = {"id": person, "name": f"Name of {person}", "longer": longer}
        rows["long"] = f"Name of {longer} {'y' * numbers.randrange(60)}"
        with database.transaction() as connection:
            connection.execute(text("INSERT INTO people VALUES (:id, :name)"), rows)
            connection.execute(text("UPDATE people SET name = :long WHERE id = :longer"), rows)
    gone = people[::2]
    with database.transaction() as connection:
        connection.execute(text("DELETE FROM people WHERE id = :id"), [{"id": each} for each in gone])
    rewrite(database, ["people"])
    assert database.empty_wal()
    content = (tmp_path / "people.db").read_bytes()
    assert [each for each in gone if each.encode() in content] == []
    assert all(f"Name of {each}".encode() in content for each in people[1::2])
    assert (tmp_path / "people.db-wal").stat().st_size == 0
    database.close()


def test_a_file_from_before_deleted_rows_were_overwritten_is_cleaned_as_a_whole_once(tmp_path: Path) -> None:
    older = sqlite3.connect(tmp_path / "older.db", isolation_level=None)
    older.execute("PRAGMA secure_delete = OFF")
    older.execute("CREATE TABLE gone (name)")
    older.execute("CREATE TABLE people (name)")
    older.executemany("INSERT INTO gone VALUES (?)", [(f"Unmistakable {number}",) for number in range(1_000)])
    older.execute("DROP TABLE gone")
    older.close()
    assert b"Unmistakable" in (tmp_path / "older.db").read_bytes()
    database = WritingDatabase(f"sqlite:///{tmp_path / 'older.db'}", "", "FULL")
    rewrite(database, ["people"])
    assert database.empty_wal()
    assert b"Unmistakable" not in (tmp_path / "older.db").read_bytes()
    assert database.execute_alone("PRAGMA user_version", ()) == [(1,)]
    database.close()


def test_what_a_connection_was_prepared_with_is_there_after_a_cleaning(tmp_path: Path) -> None:
    database = WritingDatabase(f"sqlite:///{tmp_path / 'people.db'}", "", "FULL")
    database.execute_alone("CREATE TABLE people (name)", ())
    database.prepare(["CREATE TEMP VIEW everybody AS SELECT name FROM people"])
    database.execute_alone("PRAGMA user_version = 0", ())
    rewrite(database, ["people"])
    assert database.execute_alone("SELECT * FROM everybody", ()) == []
    assert database.execute_alone("PRAGMA temp_store", ()) == [(2,)], "in memory"
    database.close()


def test_who_reads_for_long_keeps_the_wal_and_nobody_waits(tmp_path: Path) -> None:
    database = WritingDatabase(f"sqlite:///{tmp_path / 'people.db'}", "", "FULL")
    database.execute_alone("CREATE TABLE people (name)", ())
    reader = sqlite3.connect(tmp_path / "people.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM people").fetchall()
    database.execute_alone("INSERT INTO people VALUES ('Anna')", ())
    assert not database.empty_wal()
    reader.close()
    assert database.empty_wal()
    database.close()
