"""Engines for SQLite and PostgreSQL: how connections are opened, and how transactions begin.

SQLite 3.7.0 to 3.51.2 can lose commits when two connections of one file write or checkpoint at once,
so a file has one writing connection, and its readers neither write nor checkpoint.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any, Literal

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

Durability = Literal["FULL", "NORMAL"]

READERS_MAX = 8
"""Reading connections a process: more than it has threads that read at once."""


READER_CACHE_KIB = 65_536
"""Pages a SQLite reader may keep: what a dashboard over a million plays touches."""

WRITER_PATIENCE_MS = 5_000
CHECKPOINT_PATIENCE_MS = 20
"""How long the whole board may wait for one reader."""

WIPED_FROM_THE_FIRST_PAGE = 1
"""`PRAGMA user_version` of a SQLite file in which whatever was ever deleted was overwritten."""


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def reading_engine(url: str, schema: str) -> Engine:
    """For questions of one statement, which sees one moment; errors never repeat what was written."""
    if is_sqlite(url):
        engine = create_engine(
            url, pool_size=READERS_MAX, connect_args={"check_same_thread": False}, hide_parameters=True
        )
        event.listen(engine, "connect", _open_sqlite_reader)
        return engine
    engine = create_engine(
        psycopg_url(url), pool_size=READERS_MAX, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    _use_schema(engine, schema)
    return engine


class WritingDatabase:
    """The one writing connection of this process; its transactions take turns."""

    def __init__(self, url: str, schema: str, durability: Durability) -> None:
        self.is_sqlite = is_sqlite(url)
        self._durability = durability
        self._turn = RLock()
        if self.is_sqlite:
            self.engine = create_engine(
                url,
                pool_size=1,
                max_overflow=0,
                connect_args={"check_same_thread": False},
                hide_parameters=True,
            )
            event.listen(self.engine, "connect", _open_sqlite_writer(durability))
            event.listen(self.engine, "begin", _begin_immediate)
        else:
            self.engine = create_engine(psycopg_url(url), pool_size=1, max_overflow=0, hide_parameters=True)
            _use_schema(self.engine, schema)
            event.listen(self.engine, "connect", _join_by_index)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with self._turn, self.engine.begin() as connection:
            yield connection

    def execute_alone(self, sql: str, parameters: Any) -> Sequence[Any]:
        """One statement, which is a transaction of its own: durable, or undone. Raises the driver's errors.

        Straight to the driver: SQLAlchemy's part would be a third of what a small commit takes.
        """
        with self._turn:
            connection = self.engine.raw_connection()
            driver: Any = connection.driver_connection
            try:
                with self._each_statement_commits(driver):
                    return driver.execute(sql, parameters).fetchall()  # type: ignore[no-any-return]  # any driver
            except (sqlite3.Error, psycopg.Error) as error:
                if self.engine.dialect.is_disconnect(error, connection.dbapi_connection, None):  # type: ignore[arg-type]  # a protocol that both are
                    connection.invalidate(error)
                raise
            finally:
                connection.close()

    @contextmanager
    def _each_statement_commits(self, driver: Any) -> Iterator[None]:
        """As SQLite's connections do anyway, outside of a BEGIN."""
        if self.is_sqlite:
            yield
            return
        driver.autocommit = True
        try:
            yield
        finally:
            if not driver.closed:
                driver.autocommit = False

    def prepare(self, statements: Sequence[str]) -> None:
        """What each SQLite connection gets that is opened from now on; one that is open is opened anew."""
        if statements:
            event.listen(self.engine, "connect", lambda connection, _: _execute_all(connection, statements))
            self.engine.dispose()

    @contextmanager
    def hasty_transaction(self) -> Iterator[Connection]:
        """All or nothing like any other, and not flushed: a power cut may undo it, with nothing before it."""
        with self._turn, self.engine.connect() as connection:
            if self.is_sqlite:
                _set_synchronous(connection, "NORMAL")
            try:
                with connection.begin():
                    if not self.is_sqlite:
                        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
                    yield connection
            finally:
                if self.is_sqlite:
                    _set_synchronous(connection, self._durability)

    def empty_wal(self) -> bool:
        """Whether SQLite's write-ahead file is empty now: somebody who reads at this moment prevents it."""
        if not self.is_sqlite:
            return True
        with self._turn, self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute(f"PRAGMA busy_timeout = {CHECKPOINT_PATIENCE_MS}")
            try:
                [is_busy, _, _] = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                driver.execute(f"PRAGMA busy_timeout = {WRITER_PATIENCE_MS}")
        return not is_busy

    def vacuum(self) -> None:
        """Writes a SQLite file anew, by a copy that lies on the disk: it may be larger than the memory.

        The connection is opened anew: what is temporary there goes when its place changes.
        """
        with self._turn:
            connection = self.engine.raw_connection()
            driver: Any = connection.driver_connection
            try:
                driver.execute("PRAGMA temp_store = FILE")
                driver.execute("VACUUM")
            finally:
                connection.invalidate()

    def close(self) -> None:
        self.engine.dispose()


def psycopg_url(url: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _use_schema(engine: Engine, schema: str) -> None:
    @event.listens_for(engine, "connect")
    def set_search_path(connection: Any, _: Any) -> None:
        _set_for_good(connection, f"SET search_path TO {schema}")


def _join_by_index(connection: Any, _: Any) -> None:
    """Writers join a few given rows to a table that grows: its index is right, however the table began.

    Left to itself PostgreSQL plans once, for a small table, and goes on reading the whole of a large one.
    """
    _set_for_good(connection, "SET enable_hashjoin = off")
    _set_for_good(connection, "SET enable_mergejoin = off")


def _set_for_good(connection: Any, setting: str) -> None:
    """Outside of a transaction, which would take it back when it is undone."""
    before, connection.autocommit = connection.autocommit, True
    connection.execute(setting)
    connection.autocommit = before


def _open_sqlite_writer(durability: Durability) -> Any:
    def open_writer(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA secure_delete = ON")
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        if pages == 0:
            connection.execute(f"PRAGMA user_version = {WIPED_FROM_THE_FIRST_PAGE}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {durability}")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA busy_timeout = {WRITER_PATIENCE_MS}")

    return open_writer


def _open_sqlite_reader(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute(f"PRAGMA cache_size = -{READER_CACHE_KIB}")
    connection.execute("PRAGMA busy_timeout = 5000")


def _set_synchronous(connection: Connection, durability: Durability) -> None:
    """Not in a transaction, where SQLite refuses it: so not through SQLAlchemy, which would begin one."""
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA synchronous = {durability}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _execute_all(connection: Any, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.execute(statement)
