"""Keeps the reports of scans level with the log."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.sound_library import SoundLibrary
from projections.projector import Projector, Recorded, Tables
from projections.scans.tables import scans
from projections.set_wise import insert_rows, update_rows
from projections.writes import Writes

CHANGING = ("state", "ended_at", "counts", "details", "reason")


class ScansProjector(Projector):
    name = "scans"
    version = 1
    tables = (scans,)
    topics = frozenset(
        {
            SoundLibrary.ScanStarted.TOPIC,
            SoundLibrary.ScanCompleted.TOPIC,
            SoundLibrary.ScanFailed.TOPIC,
        }
    )

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        started: dict[UUID, dict[str, Any]] = {}
        ended: list[dict[str, Any]] = []
        for recorded in page:
            match recorded.event:
                case SoundLibrary.ScanStarted(scan_id=scan_id, timestamp=at):
                    started[scan_id] = _started(scan_id, at, recorded.position)
                case SoundLibrary.ScanCompleted() | SoundLibrary.ScanFailed() as event:
                    ended.append(_ended(event))
        if started:
            insert_rows(writes, tables[scans], list(started.values()))
        update_rows(writes, tables[scans], ended, key="scan_id", replace=CHANGING)


def _started(scan_id: UUID, at: Any, position: int) -> dict[str, Any]:
    return {
        "scan_id": scan_id,
        "state": "running",
        "started_at": at,
        "ended_at": None,
        "counts": "{}",
        "details": "[]",
        "reason": "",
        "position": position,
    }


def _ended(event: SoundLibrary.ScanCompleted | SoundLibrary.ScanFailed) -> dict[str, Any]:
    row = {"scan_id": event.scan_id, "ended_at": event.timestamp}
    if isinstance(event, SoundLibrary.ScanFailed):
        return {**row, "state": "failed", "counts": None, "details": None, "reason": event.reason}
    counts, details = json.dumps(event.counts, sort_keys=True), json.dumps(event.details, ensure_ascii=False)
    return {**row, "state": "completed", "counts": counts, "details": details, "reason": None}
