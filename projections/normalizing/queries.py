"""What can be asked about batches of normalising."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from projections.normalizing.tables import batches as table


@dataclass(frozen=True)
class BatchReport:
    batch_id: UUID
    sound_type: str
    """Empty for every type."""
    is_forced: bool
    passes: int | None
    """None for as many as the settings say."""
    state: str
    started_at: datetime
    ended_at: datetime | None
    counts: Mapping[str, int]
    details: Sequence[Mapping[str, str]]
    reason: str


def batch(connection: Connection, batch_id: UUID) -> BatchReport | None:
    row = connection.execute(select(table).where(table.c.batch_id == batch_id)).mappings().one_or_none()
    if row is None:
        return None
    told = {name: value for name, value in row.items() if name != "position"}
    return BatchReport(**{**told, "counts": json.loads(row["counts"]), "details": json.loads(row["details"])})


def running_batch(connection: Connection) -> UUID | None:
    """There is one at the most."""
    query = select(table.c.batch_id).where(table.c.state == "running").order_by(table.c.position.desc())
    return connection.execute(query.limit(1)).scalar_one_or_none()
