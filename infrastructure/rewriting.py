"""Takes out of a database's files what was deleted from its tables: deleting alone leaves copies behind.

SQLite overwrites what is deleted, but where a page was split an older copy of a row may lie in what is free
of the other half. PostgreSQL leaves rows where they are. So tables are written anew: that grows with people,
where a VACUUM of the file grows with plays.
"""

from collections.abc import Iterable

from sqlalchemy import text

from infrastructure.databases import WIPED_FROM_THE_FIRST_PAGE, WritingDatabase

LOCK_PATIENCE = "2s"
"""How long PostgreSQL waits for who reads the table; who comes later waits behind it."""


def rewrite(database: WritingDatabase, tables: Iterable[str]) -> None:
    _vacuum_older_file(database)
    for table in tables:
        _rewrite(database, table)


def _rewrite(database: WritingDatabase, table: str) -> None:
    """The pages that the rows lay in are overwritten on SQLite, and their files thrown away on PostgreSQL."""
    if database.is_sqlite:
        lock, clear = [], f'DELETE FROM "{table}"'  # noqa: S608 - our own names
    else:
        lock = [
            f"SET LOCAL lock_timeout = '{LOCK_PATIENCE}'",
            f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE',
        ]
        clear = f'TRUNCATE "{table}"'
    kept = f"{table}__kept"
    with database.transaction() as connection:
        for statement in (
            *lock,
            f'CREATE TABLE "{kept}" AS SELECT * FROM "{table}"',  # noqa: S608 - our own names
            clear,
            f'INSERT INTO "{table}" SELECT * FROM "{kept}"',  # noqa: S608 - our own names
            f'DROP TABLE "{kept}"',
        ):
            connection.execute(text(statement))


def _vacuum_older_file(database: WritingDatabase) -> None:
    """A SQLite file from before deleted rows were overwritten may have them anywhere: all of it, once."""
    if not database.is_sqlite:
        return
    [[wiped]] = database.execute_alone("PRAGMA user_version", ())
    if wiped < WIPED_FROM_THE_FIRST_PAGE:
        database.vacuum()
        database.execute_alone(f"PRAGMA user_version = {WIPED_FROM_THE_FIRST_PAGE}", ())
