"""Copies the log store into a backup, table by table, as it is at one moment."""

from collections.abc import Callable, Sequence
from typing import Any

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Row, Table

from infrastructure.backup.archive_writer import ArchiveWriter
from infrastructure.backup.known_sounds import KnownSounds
from infrastructure.backup.log_snapshot import KEPT, LogSnapshot
from infrastructure.backup.manifest import TablePart
from infrastructure.backup.rows import columns_of, encoder
from infrastructure.log_store.tables import OF_PEOPLE, events


class LogCopy:
    """`tables` say what was copied; `known`, which files the log told of."""

    def __init__(self, archive: ArchiveWriter, on_rows: Callable[[int], None]) -> None:
        self._archive = archive
        self._on_rows = on_rows
        self.tables: list[TablePart] = []
        self.known = KnownSounds()

    def copy(self, snapshot: LogSnapshot) -> None:
        with snapshot.people_let_go():
            for table in KEPT:
                if table in OF_PEOPLE:
                    self._copy(snapshot, table)
        for table in KEPT:
            if table not in OF_PEOPLE:
                self._copy(snapshot, table)

    def _copy(self, snapshot: LogSnapshot, table: Table) -> None:
        columns, rows = columns_of(table), 0
        encode = encoder(columns)
        with self._archive.part(f"log/{table.name}.jsonl", is_compressible=True) as part:
            for page in snapshot.pages(table):
                part.write(encode(page))
                if table is events:
                    self._look_for_files(page)
                rows += len(page)
                self._on_rows(len(page))
        self.tables.append(TablePart(str(table.name), columns, rows, part.finished()))

    def _look_for_files(self, page: Sequence[Row[*tuple[Any, ...]]]) -> None:
        for _, id, version, topic, state in page:
            self.known.note(StoredEvent(id, version, topic, state))
