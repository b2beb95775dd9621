"""Keeps the sound catalogue level with the log. A play counts once it has started."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.play import Play
from domain.sound import Sound
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_rows, update_rows
from projections.sounds.tables import sounds
from projections.writes import Writes


class SoundsProjector(Projector):
    name = "sounds"
    version = 1
    tables = (sounds,)
    topics = frozenset(
        {Sound.Registered.TOPIC, Sound.WentMissing.TOPIC, Sound.CameBack.TOPIC, Play.Started.TOPIC}
    )

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        registered = [_registered(each) for each in page if isinstance(each.event, Sound.Registered)]
        changed: dict[UUID, dict[str, Any]] = {}
        for recorded in page:
            match recorded.event:
                case Sound.WentMissing(originator_id=id):
                    _change(changed, id)["is_missing"] = True
                case Sound.CameBack(originator_id=id):
                    _change(changed, id)["is_missing"] = False
                case Play.Started(sound_id=id, timestamp=at):
                    row = _change(changed, id)
                    row["play_count"] += 1
                    row["last_played_at"] = at
        if registered:
            insert_rows(writes, tables[sounds], registered)
        update_rows(
            writes,
            tables[sounds],
            list(changed.values()),
            key="sound_id",
            replace=("is_missing", "last_played_at"),
            add=("play_count",),
        )


def _registered(recorded: Recorded) -> dict[str, Any]:
    event = recorded.event
    assert isinstance(event, Sound.Registered)  # noqa: S101 - chosen by the caller
    return {
        "sound_id": event.originator_id,
        "sound_type": event.sound_type,
        "title": event.title,
        "path": event.path,
        "size_bytes": event.size_bytes,
        "duration_ms": event.duration_ms,
        "sha256": event.sha256,
        "is_missing": False,
        "registered_at": event.timestamp,
        "registered_by": event.registered_by,
        "play_count": 0,
        "last_played_at": None,
        "position": recorded.position,
    }


def _change(changed: dict[UUID, dict[str, Any]], id: UUID) -> dict[str, Any]:
    if (row := changed.get(id)) is None:
        row = changed[id] = {"sound_id": id, "is_missing": None, "last_played_at": None, "play_count": 0}
    return row
