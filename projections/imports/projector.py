"""Keeps the reports of imports level with the log."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.sound_library import SoundLibrary
from projections.imports.tables import imports
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_rows, update_rows
from projections.writes import Writes

Ended = SoundLibrary.ImportCompleted | SoundLibrary.ImportFailed | SoundLibrary.ImportCancelled

CHANGING = ("state", "ended_at", "counts", "details", "reason")


class ImportsProjector(Projector):
    name = "imports"
    version = 1
    tables = (imports,)
    topics = frozenset(
        {
            SoundLibrary.ImportStarted.TOPIC,
            SoundLibrary.ImportCompleted.TOPIC,
            SoundLibrary.ImportFailed.TOPIC,
            SoundLibrary.ImportCancelled.TOPIC,
        }
    )

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        started: dict[UUID, dict[str, Any]] = {}
        ended: list[dict[str, Any]] = []
        for recorded in page:
            match recorded.event:
                case SoundLibrary.ImportStarted() as event:
                    started[event.import_id] = _started(event, recorded.position)
                case (
                    SoundLibrary.ImportCompleted()
                    | SoundLibrary.ImportFailed()
                    | SoundLibrary.ImportCancelled() as event
                ):
                    ended.append(_ended(event))
        insert_rows(writes, tables[imports], list(started.values()))
        update_rows(writes, tables[imports], ended, key="import_id", replace=CHANGING)


def _started(event: SoundLibrary.ImportStarted, position: int) -> dict[str, Any]:
    return {
        "import_id": event.import_id,
        "asked_by": event.asked_by,
        "sounds": event.sounds,
        "state": "running",
        "started_at": event.timestamp,
        "ended_at": None,
        "counts": "{}",
        "details": "[]",
        "reason": "",
        "position": position,
    }


def _ended(event: Ended) -> dict[str, Any]:
    row = {"import_id": event.import_id, "ended_at": event.timestamp, **dict.fromkeys(CHANGING[2:])}
    match event:
        case SoundLibrary.ImportFailed(reason=reason):
            return {**row, "state": "failed", "reason": reason}
        case SoundLibrary.ImportCancelled():
            return {**row, "state": "cancelled"}
    counts, details = json.dumps(event.counts, sort_keys=True), json.dumps(event.details, ensure_ascii=False)
    return {**row, "state": "completed", "counts": counts, "details": details}
