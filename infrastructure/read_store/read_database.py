"""Answers questions about read models."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from infrastructure.databases import is_sqlite, reading_engine
from infrastructure.read_store.schema import SCHEMA

P = ParamSpec("P")
A = TypeVar("A")

THREADS = 4


class ReadDatabase:
    """A question is one statement: it sees the read store as it was at one moment."""

    def __init__(self, url: str) -> None:
        self._is_sqlite = is_sqlite(url)
        self._engine = reading_engine(url, SCHEMA)
        self._answering = self._engine
        if not self._is_sqlite:
            self._answering = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="read")

    def run(self, query: Callable[Concatenate[Connection, P], A], *args: P.args, **kwargs: P.kwargs) -> A:
        with self._answering.connect() as connection:
            return query(connection, *args, **kwargs)

    async def ask(
        self, query: Callable[Concatenate[Connection, P], A], *args: P.args, **kwargs: P.kwargs
    ) -> A:
        """The same without keeping the event loop waiting."""
        question = partial(self.run, query, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._threads, question)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """For what takes several statements, or long: all of them see the same moment."""
        with self._engine.connect() as connection:
            if self._is_sqlite:
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection

    def close(self) -> None:
        self._threads.shutdown()
        self._engine.dispose()
