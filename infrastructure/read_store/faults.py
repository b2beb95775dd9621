"""Whether the database failed, or what a projector asked of it."""

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError


def is_of_database(error: Exception) -> bool:
    """Such an error goes away by itself, or by mending the database: what met it is tried again.

    SQLite reports an unknown table or column as an operational error too; that one stays.
    """
    if isinstance(error, PoolTimeoutError):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _is_of_driver(error.orig)
    return _is_of_driver(error)


def _is_of_driver(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return error.sqlite_errorcode != sqlite3.SQLITE_ERROR
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError | sqlite3.InterfaceError)


def in_one_line(error: Exception) -> str:
    """Without the statement and its parameters: those may be personal."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    [words, *_] = str(cause).splitlines() or [""]
    return f"{type(cause).__name__}: {words}"[:500]
