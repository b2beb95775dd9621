"""What can be asked about scans."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from projections.scans.tables import scans as table


@dataclass(frozen=True)
class ScanReport:
    scan_id: UUID
    is_deep: bool
    state: str
    started_at: datetime
    ended_at: datetime | None
    counts: Mapping[str, int]
    details: Sequence[Mapping[str, str]]
    reason: str
    position: int
    """Where the list goes on after this one."""


_scans = select(table)


def scan(connection: Connection, scan_id: UUID) -> ScanReport | None:
    row = connection.execute(_scans.where(table.c.scan_id == scan_id)).one_or_none()
    return None if row is None else _report(row)


def latest_scans(connection: Connection, after: int | None = None, limit: int = 20) -> Sequence[ScanReport]:
    query = _scans.order_by(table.c.position.desc()).limit(limit)
    if after is not None:
        query = query.where(table.c.position < after)
    return [_report(row) for row in connection.execute(query)]


def _report(row: Row[*tuple[Any, ...]]) -> ScanReport:
    return ScanReport(
        row.scan_id,
        row.is_deep,
        row.state,
        row.started_at,
        row.ended_at,
        json.loads(row.counts),
        json.loads(row.details),
        row.reason,
        row.position,
    )
