"""The rows of what a commit writes beside its events."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from application.decision import Entailed
from application.records import (
    Credential,
    EndedSession,
    ErasedPerson,
    NewApiToken,
    NewSession,
    PersonalKey,
    Receipt,
    Record,
    RevokedApiToken,
)
from application.work import Prolonged, Settled, Work, WorkChange
from infrastructure.log_store.mapper import EventMapper
from projections.given_rows import Row

ERASED = ("erased_credentials", "erased_personal_keys", "erased_sessions", "erased_api_tokens")

Parts = Sequence[str]
More = Callable[[Any, float], dict[str, Any]]
"""What a row has beside the fields of its record, or in their place; the number is the time."""


def _nothing(_: object, __: float) -> dict[str, Any]:
    return {}


RECORDS: Mapping[type, tuple[Parts, More]] = {
    Receipt: (["receipts"], lambda _, now: {"given_at": now}),
    Credential: (["credentials"], _nothing),
    PersonalKey: (["personal_keys"], lambda record, _: {"key": record.key.hex()}),
    NewSession: (
        ["sessions"],
        lambda record, _: {"generation": 0, "refreshed_at": record.begun_at},
    ),
    EndedSession: (["ended_sessions"], _nothing),
    NewApiToken: (["api_tokens"], lambda _, __: {"used_at": None}),
    RevokedApiToken: (["revoked_api_tokens"], _nothing),
    ErasedPerson: (ERASED, _nothing),
}

Leases = Mapping[str, float]
"""Kinds of work that the committing process takes up itself, and for how many seconds."""


def rows_of(entailed: Entailed, mapper: EventMapper, leases: Leases) -> dict[str, Sequence[Row]]:
    """By the part of a commit that they are."""
    now = time.time()
    return {
        **_work_rows(entailed.work, now, leases),
        "snapshots": [vars(mapper.to_stored_event(each)) for each in entailed.snapshots],
        **_record_rows(entailed.records, now),
    }


def _record_rows(records: Sequence[Record], now: float) -> dict[str, list[Row]]:
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for record in records:
        parts, more = RECORDS[type(record)]
        for part in parts:
            rows[part].append(vars(record) | more(record, now))
    return rows


def _work_rows(changes: Sequence[WorkChange], now: float, leases: Leases) -> dict[str, Sequence[Row]]:
    """What becomes of a piece of work in one commit is one row: what is settled at once was never owed."""
    asked: dict[Any, dict[str, Any]] = {}
    prolonged: dict[Any, dict[str, Any]] = {}
    settled: dict[Any, dict[str, Any]] = {}
    for change in changes:
        id = change.id
        match change:
            case Work():
                asked[id] = _asked(change, id, now, leases)
            case Prolonged(deadline=deadline):
                row = asked.get(id) or prolonged.setdefault(id, {"id": id})
                row.update(deadline=deadline.timestamp(), leased_until=deadline.timestamp())
            case Settled():
                settled[id] = {"id": id}
    return {
        "asked": [row for id, row in asked.items() if id not in settled],
        "prolonged": [row for id, row in prolonged.items() if id not in settled],
        "settled": list(settled.values()),
    }


def _asked(work: Work, id: Any, now: float, leases: Leases) -> dict[str, Any]:
    is_leased = work.kind in leases
    return {
        "id": id,
        "kind": work.kind,
        "reference": work.reference,
        "asked_at": now,
        "deadline": work.deadline.timestamp(),
        "leased_until": now + leases[work.kind] if is_leased else 0.0,
        "attempt": int(is_leased),
    }
