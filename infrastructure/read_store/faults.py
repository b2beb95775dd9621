"""Whether the database failed, or what a projector asked of it."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError


def is_of_database(error: Exception) -> bool:
    """Such an error goes away by itself, or by mending the database: what met it is tried again.

    SQLite reports an unknown table or column as an operational error too; that one stays.
    """
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.OperationalError):
        return error.orig.sqlite_errorcode != sqlite3.SQLITE_ERROR
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def in_one_line(error: Exception) -> str:
    """Without the statement and its parameters: those may be personal."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    [words, *_] = str(cause).splitlines() or [""]
    return f"{type(cause).__name__}: {words}"[:500]
