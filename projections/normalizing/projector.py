"""Keeps the reports of batches of normalising level with the log."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.sound_library import SoundLibrary
from projections.normalizing.tables import batches
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_rows, update_rows
from projections.writes import Writes

CHANGING = ("state", "ended_at", "counts", "details", "reason")


class NormalizingProjector(Projector):
    name = "normalizing"
    version = 1
    tables = (batches,)
    topics = frozenset(
        {
            SoundLibrary.NormalizingStarted.TOPIC,
            SoundLibrary.NormalizingCompleted.TOPIC,
            SoundLibrary.NormalizingFailed.TOPIC,
        }
    )

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        started: dict[UUID, dict[str, Any]] = {}
        ended: list[dict[str, Any]] = []
        for recorded in page:
            match recorded.event:
                case SoundLibrary.NormalizingStarted() as event:
                    started[event.batch_id] = _started(event, recorded.position)
                case SoundLibrary.NormalizingCompleted() | SoundLibrary.NormalizingFailed() as event:
                    ended.append(_ended(event))
        if started:
            insert_rows(writes, tables[batches], list(started.values()))
        update_rows(writes, tables[batches], ended, key="batch_id", replace=CHANGING)


def _started(event: SoundLibrary.NormalizingStarted, position: int) -> dict[str, Any]:
    return {
        "batch_id": event.batch_id,
        "sound_type": event.sound_type,
        "is_forced": event.is_forced,
        "passes": event.passes,
        "state": "running",
        "started_at": event.timestamp,
        "ended_at": None,
        "counts": "{}",
        "details": "[]",
        "reason": "",
        "position": position,
    }


def _ended(event: SoundLibrary.NormalizingCompleted | SoundLibrary.NormalizingFailed) -> dict[str, Any]:
    row = {"batch_id": event.batch_id, "ended_at": event.timestamp}
    if isinstance(event, SoundLibrary.NormalizingFailed):
        return {**row, "state": "failed", "counts": None, "details": None, "reason": event.reason}
    counts, details = json.dumps(event.counts, sort_keys=True), json.dumps(event.details, ensure_ascii=False)
    return {**row, "state": "completed", "counts": counts, "details": details, "reason": None}
