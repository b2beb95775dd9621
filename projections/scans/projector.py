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

Ended = SoundLibrary.ScanCompleted | SoundLibrary.ScanFailed | SoundLibrary.ScanCancelled

CHANGING = ("state", "ended_at", "counts", "details", "reason")


class ScansProjector(Projector):
    name = "scans"
    version = 2
    tables = (scans,)
    topics = frozenset(
        {
            SoundLibrary.ScanStarted.TOPIC,
            SoundLibrary.ScanCompleted.TOPIC,
            SoundLibrary.ScanFailed.TOPIC,
            SoundLibrary.ScanCancelled.TOPIC,
        }
    )

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        started: dict[UUID, dict[str, Any]] = {}
        ended: list[dict[str, Any]] = []
        for recorded in page:
            match recorded.event:
                case SoundLibrary.ScanStarted() as event:
                    started[event.scan_id] = _started(event, recorded.position)
                case (
                    SoundLibrary.ScanCompleted()
                    | SoundLibrary.ScanFailed()
                    | SoundLibrary.ScanCancelled() as event
                ):
                    ended.append(_ended(event))
        if started:
            insert_rows(writes, tables[scans], list(started.values()))
        update_rows(writes, tables[scans], ended, key="scan_id", replace=CHANGING)


def _started(event: SoundLibrary.ScanStarted, position: int) -> dict[str, Any]:
    return {
        "scan_id": event.scan_id,
        "is_deep": event.is_deep,
        "state": "running",
        "started_at": event.timestamp,
        "ended_at": None,
        "counts": "{}",
        "details": "[]",
        "reason": "",
        "position": position,
    }


def _ended(event: Ended) -> dict[str, Any]:
    row = {"scan_id": event.scan_id, "ended_at": event.timestamp}
    match event:
        case SoundLibrary.ScanFailed(reason=reason):
            return {**row, "state": "failed", "counts": None, "details": None, "reason": reason}
        case SoundLibrary.ScanCancelled():
            return {**row, "state": "cancelled", "counts": None, "details": None, "reason": None}
    counts, details = json.dumps(event.counts, sort_keys=True), json.dumps(event.details, ensure_ascii=False)
    return {**row, "state": "completed", "counts": counts, "details": details, "reason": None}
