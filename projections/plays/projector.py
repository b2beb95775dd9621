"""Keeps the history of plays level with the log."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.play import Play, PlayState
from projections.plays.tables import plays
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_rows, update_rows
from projections.writes import Writes

CHANGING = ("state", "started_at", "ended_at", "reason")


class PlaysProjector(Projector):
    name = "plays"
    version = 2
    tables = (plays,)
    topics = frozenset(
        {
            Play.Requested.TOPIC,
            Play.Started.TOPIC,
            Play.Finished.TOPIC,
            Play.Stopped.TOPIC,
            Play.Failed.TOPIC,
        }
    )

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        requested: dict[UUID, dict[str, Any]] = {}
        changed: dict[UUID, dict[str, Any]] = {}
        for recorded in page:
            id = recorded.event.originator_id
            if isinstance(recorded.event, Play.Requested):
                requested[id] = _requested(recorded.event, recorded.position)
                continue
            row = requested.get(id) or changed.setdefault(
                id, {"play_id": id, "started_at": None, "ended_at": None, "reason": None}
            )
            match recorded.event:
                case Play.Started(timestamp=at):
                    row.update(state=str(PlayState.STARTED), started_at=at)
                case Play.Finished(timestamp=at):
                    row.update(state=str(PlayState.FINISHED), ended_at=at)
                case Play.Stopped(timestamp=at):
                    row.update(state=str(PlayState.STOPPED), ended_at=at)
                case Play.Failed(timestamp=at, reason=reason):
                    row.update(state=str(PlayState.FAILED), ended_at=at, reason=reason)
        if requested:
            insert_rows(writes, tables[plays], list(requested.values()))
        update_rows(writes, tables[plays], list(changed.values()), key="play_id", replace=CHANGING)


def _requested(event: Play.Requested, position: int) -> dict[str, Any]:
    return {
        "play_id": event.originator_id,
        "sound_id": event.sound_id,
        "requested_by": event.requested_by,
        "state": str(PlayState.REQUESTED),
        "price": event.price,
        "requested_at": event.timestamp,
        "started_at": None,
        "ended_at": None,
        "reason": "",
        "position": position,
    }
