"""Keeps the sound catalogue level with the log. A play counts once it has started.

Plays that a sound brings with it come before all others: it brings them as it is registered.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.aggregate import Event
from domain.play import Play
from domain.sound import Sound
from domain.sound_labels import TITLE_LENGTH_MAX
from projections.columns import NEVER
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_rows, update_rows
from projections.sounds.tables import sounds
from projections.words import folded
from projections.writes import Writes

NOT_NORMALIZED: Mapping[str, Any] = {
    "normalized_path": "",
    "normalized_size": 0,
    "normalized_ms": 0,
    "normalized_sha256": "",
    "normalization": "{}",
    "normalizing_failed": "",
}
UNEDITED: Mapping[str, Any] = {"gain_db": 0.0, "start_ms": 0, "end_ms": 0}

UNPLAYED: Mapping[str, Any] = {"play_count": 0, "last_played_at": None}

CHANGING = (
    *("title", "sorted_title", "description", "tags", "colour", "path"),
    *("size_bytes", "file_ms", "sha256", "modified_ns", "duration_ms"),
    *NOT_NORMALIZED,
    *UNEDITED,
    *("is_missing", "is_trashed"),
)

FLAGS: Mapping[type, Mapping[str, Any]] = {
    Sound.WentMissing: {"is_missing": True},
    Sound.CameBack: {"is_missing": False},
    Sound.Trashed: {"is_trashed": True},
    Sound.Restored: {"is_trashed": False},
}
AS_TOLD: Mapping[type, Sequence[str]] = {
    Sound.Moved: ("path", "modified_ns"),
    Sound.Touched: ("modified_ns",),
    Sound.Described: ("description",),
    Sound.Tagged: ("tags",),
    Sound.Coloured: ("colour",),
}


class SoundsProjector(Projector):
    name = "sounds"
    version = 3
    tables = (sounds,)
    topics = frozenset(
        {
            Sound.Registered.TOPIC,
            Sound.Moved.TOPIC,
            Sound.ContentChanged.TOPIC,
            Sound.Touched.TOPIC,
            Sound.WentMissing.TOPIC,
            Sound.CameBack.TOPIC,
            Sound.Normalized.TOPIC,
            Sound.NormalizingFailed.TOPIC,
            Sound.Renamed.TOPIC,
            Sound.Described.TOPIC,
            Sound.Tagged.TOPIC,
            Sound.Coloured.TOPIC,
            Sound.Edited.TOPIC,
            Sound.Trashed.TOPIC,
            Sound.Restored.TOPIC,
            Sound.PlaysCarriedOver.TOPIC,
            Play.Started.TOPIC,
        }
    )

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        registered = [_registered(each) for each in page if isinstance(each.event, Sound.Registered)]
        changed: defaultdict[UUID, dict[str, Any]] = defaultdict(lambda: dict.fromkeys(CHANGING))
        played: defaultdict[UUID, dict[str, Any]] = defaultdict(lambda: dict(UNPLAYED))
        for recorded in page:
            match recorded.event:
                case Sound.Registered():
                    pass
                case Play.Started(sound_id=id, timestamp=at):
                    played[id]["play_count"] += 1
                    played[id]["last_played_at"] = at
                case Sound.PlaysCarriedOver(originator_id=id, plays=plays, last_played_at=at):
                    played[id]["play_count"] += plays
                    played[id]["last_played_at"] = at
                case event:
                    changed[event.originator_id].update(_changed_by(event))
        insert_rows(writes, tables[sounds], registered)
        update_rows(writes, tables[sounds], _rows(changed), key="sound_id", replace=CHANGING)
        update_rows(
            writes,
            tables[sounds],
            _rows(played),
            key="sound_id",
            replace=("last_played_at",),
            add=("play_count",),
        )


def _rows(by_sound: Mapping[UUID, Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    return [{**row, "sound_id": id} for id, row in by_sound.items()]


def _changed_by(event: Event) -> Mapping[str, Any]:
    match event:
        case Sound.ContentChanged():
            return {**_recording(event), **NOT_NORMALIZED, **UNEDITED}
        case Sound.Normalized():
            return _normalized(event)
        case Sound.NormalizingFailed(reason=reason):
            return {"normalizing_failed": reason}
        case Sound.Renamed(title=title):
            return _titled(title)
        case Sound.Edited(end_ms=end_ms):
            return {**_as_told(event, "gain_db", "start_ms", "duration_ms"), "end_ms": end_ms or 0}
        case _:
            return FLAGS.get(type(event)) or _as_told(event, *AS_TOLD[type(event)])


def _titled(title: str) -> Mapping[str, Any]:
    return {"title": title, "sorted_title": sorted_title(title)}


def sorted_title(title: str) -> str:
    """What lists by name go by."""
    return folded(title)[:TITLE_LENGTH_MAX]


def _as_told(event: Event, *names: str) -> Mapping[str, Any]:
    return {name: _as_kept(getattr(event, name)) for name in names}


def _as_kept(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _recording(event: Sound.Registered | Sound.ContentChanged) -> Mapping[str, Any]:
    return {
        "size_bytes": event.size_bytes,
        "file_ms": event.duration_ms,
        "duration_ms": event.duration_ms,
        "sha256": event.sha256,
        "modified_ns": event.modified_ns,
    }


def _normalized(event: Sound.Normalized) -> Mapping[str, Any]:
    told = _as_told(event, "method", "before", "after", "target")
    return {
        "normalized_path": event.path,
        "normalized_size": event.size_bytes,
        "normalized_ms": event.duration_ms,
        "normalized_sha256": event.sha256,
        "normalization": json.dumps(told, sort_keys=True),
        "normalizing_failed": "",
    }


def _registered(recorded: Recorded) -> dict[str, Any]:
    event = recorded.event
    assert isinstance(event, Sound.Registered)  # noqa: S101 - chosen by the caller
    return {
        "sound_id": event.originator_id,
        "sound_type": event.sound_type,
        **_titled(event.title),
        "description": "",
        "tags": "[]",
        "colour": "",
        "path": event.path,
        "original_name": event.original_name,
        **_recording(event),
        **UNEDITED,
        **NOT_NORMALIZED,
        "is_missing": False,
        "is_trashed": False,
        "registered_at": event.timestamp,
        "registered_by": event.registered_by,
        "play_count": 0,
        "last_played_at": NEVER,
        "position": recorded.position,
    }
