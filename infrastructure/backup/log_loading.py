"""Loads the rows of a backup into an empty log store: all of them, or none."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, inspect, select, text
from sqlalchemy.exc import DataError, IntegrityError

from infrastructure.backup.archive_reader import Archive
from infrastructure.backup.errors import InvalidBackupError, NewerBackupError, NotEmptyError
from infrastructure.backup.log_snapshot import KEPT
from infrastructure.backup.manifest import Manifest, TablePart
from infrastructure.backup.rows import decoded, table_of
from infrastructure.databases import WritingDatabase
from infrastructure.log_store.log_store import SCHEMA
from infrastructure.log_store.migrate import MIGRATIONS, migrate
from infrastructure.log_store.tables import metadata
from infrastructure.read_store.schema import SCHEMA as READ_SCHEMA


def ensure_known(manifest: Manifest) -> None:
    """Raises InvalidBackupError where this program cannot have its tables."""
    versions = MIGRATIONS / "versions"
    if not re.fullmatch(r"\d{4}", manifest.revision) or not list(versions.glob(f"{manifest.revision}_*.py")):
        raise NewerBackupError(
            f"Soundboard {manifest.product_version} made this backup, with tables that this program does not "
            f"know ({manifest.revision}). Install that version, or a later one."
        )
    known = {table.name for table in KEPT}
    for each in manifest.tables:
        if each.table not in known:
            raise InvalidBackupError(f"A backup has no table {each.table!r}.")


def ensure_empty(database: WritingDatabase) -> None:
    """Of a PostgreSQL database. Raises NotEmptyError. Tables without a row are no board."""
    with database.transaction() as connection:
        names = set(inspect(connection).get_table_names()) & metadata.tables.keys()
        is_used = any(_has_rows(connection, name) for name in names)
        is_used = is_used or inspect(connection).has_schema(READ_SCHEMA)
    if is_used:
        raise NotEmptyError(
            "There is a board in this database already, or what is left of one. A restore never writes over "
            f"anything: name an empty database, or drop the schemas {SCHEMA} and {READ_SCHEMA} first."
        )


def load(database: WritingDatabase, archive: Archive, on_rows: Callable[[int], None]) -> None:
    """In the tables of the program that made the backup: they are not brought up to date yet.

    Raises InvalidBackupError.
    """
    manifest = archive.manifest
    migrate(database, SCHEMA, to=manifest.revision)
    with database.transaction() as connection:
        for each in manifest.tables:
            _load(connection, each, archive, on_rows)
        _ensure_at_its_end(connection, manifest)


def _load(connection: Connection, part: TablePart, archive: Archive, on_rows: Callable[[int], None]) -> None:
    rows, loading = 0, insert(table_of(part.table, part.columns))
    try:
        for page in _pages(part, archive):
            connection.execute(loading, page)
            rows += len(page)
            on_rows(len(page))
    except (msgspec.MsgspecError, ValueError, DataError, IntegrityError):
        raise InvalidBackupError(f"The backup has rows that are none of {part.table}.") from None
    if rows != part.rows:
        raise InvalidBackupError(f"The backup has {rows} rows of {part.table}, and says {part.rows}.")


def _pages(part: TablePart, archive: Archive) -> Iterator[Sequence[dict[str, Any]]]:
    return (page for page in decoded(part.columns, archive.read(part.part)) if page)


def _ensure_at_its_end(connection: Connection, manifest: Manifest) -> None:
    events = metadata.tables["events"]
    last = connection.execute(select(func.max(events.c.position))).scalar_one() or 0
    if last != manifest.position:
        raise InvalidBackupError(f"The backup's log ends at {last}, and says {manifest.position}.")
    if last and connection.dialect.name != "sqlite":
        connection.execute(text("SELECT setval('events_position_seq', :last)"), {"last": last})


def _has_rows(connection: Connection, name: str) -> bool:
    return connection.execute(select(metadata.tables[name]).limit(1)).first() is not None
