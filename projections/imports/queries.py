"""What can be asked about imports."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, select

from projections.imports.tables import imports as table


@dataclass(frozen=True)
class ImportReport:
    import_id: UUID
    asked_by: UUID
    sounds: int
    """On the archive's list."""
    state: str
    started_at: datetime
    ended_at: datetime | None
    counts: Mapping[str, int]
    details: Sequence[Mapping[str, str]]
    reason: str
    position: int
    """Where the list goes on after this one."""


_imports = select(table)


def import_of(connection: Connection, import_id: UUID) -> ImportReport | None:
    row = connection.execute(_imports.where(table.c.import_id == import_id)).mappings().one_or_none()
    return None if row is None else _report(row)


def latest_imports(
    connection: Connection, after: int | None = None, limit: int = 20
) -> Sequence[ImportReport]:
    query = _imports.order_by(table.c.position.desc()).limit(limit)
    if after is not None:
        query = query.where(table.c.position < after)
    return [_report(row) for row in connection.execute(query).mappings()]


def _report(row: RowMapping) -> ImportReport:
    told: dict[str, Any] = {name: json.loads(row[name]) for name in ("counts", "details")}
    return ImportReport(**{**row, **told})
