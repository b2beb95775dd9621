"""What a commit writes beside its events."""

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update

from application.decision import Entailed
from application.records import Credential, PersonalKey, Receipt
from application.work import Prolonged, Settled, Work
from infrastructure.log_store import tables
from infrastructure.log_store.mapper import EventMapper
from projections.many_rows import execute_many

_insert_work = insert(tables.work)
_prolong = (
    update(tables.work)
    .where(tables.work.c.id == bindparam("work_id"))
    .values(deadline=bindparam("until"), leased_until=bindparam("until"))
)
_settle = delete(tables.work).where(tables.work.c.id == bindparam("work_id"))


Leases = Mapping[str, float]
"""Kinds of work that the committing process takes up itself, and for how many seconds."""


def write_entailed(connection: Connection, entailed: Entailed, mapper: EventMapper, leases: Leases) -> None:
    now = time.time()
    _write_work(connection, entailed, now, leases)
    _write_records(connection, entailed, now)
    if entailed.snapshots:
        stored = [vars(mapper.to_stored_event(each)) for each in entailed.snapshots]
        connection.execute(insert(tables.snapshots), stored)


def _write_work(connection: Connection, entailed: Entailed, now: float, leases: Leases) -> None:
    """Work that is asked for and settled in one commit was never owed."""
    settled = {each.id for each in entailed.work if isinstance(each, Settled)}
    asked = {each.id: each for each in entailed.work if isinstance(each, Work) and each.id not in settled}
    if asked:
        rows = [
            {
                "id": each.id,
                "kind": each.kind,
                "reference": each.reference,
                "asked_at": now,
                "deadline": each.deadline.timestamp(),
                "leased_until": now + leases[each.kind] if each.kind in leases else 0.0,
                "attempt": int(each.kind in leases),
            }
            for each in asked.values()
        ]
        execute_many(connection, _insert_work, rows)
    prolonged = [
        {"work_id": each.id, "until": each.deadline.timestamp()}
        for each in entailed.work
        if isinstance(each, Prolonged) and each.id not in settled
    ]
    if prolonged:
        execute_many(connection, _prolong, prolonged)
    if settled:
        execute_many(connection, _settle, [{"work_id": each} for each in settled])


def _write_records(connection: Connection, entailed: Entailed, now: float) -> None:
    rows: dict[Any, list[dict[str, Any]]] = {}
    for record in entailed.records:
        match record:
            case Receipt():
                rows.setdefault(tables.receipts, []).append({**vars(record), "given_at": now})
            case Credential():
                rows.setdefault(tables.credentials, []).append(dict(vars(record)))
            case PersonalKey():
                rows.setdefault(tables.personal_keys, []).append(dict(vars(record)))
    for table, values in rows.items():
        connection.execute(insert(table), values)
