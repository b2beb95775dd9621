"""Keeps the history of each sound level with the log."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from domain.sound import Sound
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_rows
from projections.sound_history.tables import sound_history
from projections.writes import Writes

TOLD: Mapping[str, Sequence[str]] = {
    Sound.Registered.TOPIC: ("title", "original_name"),
    Sound.Moved.TOPIC: ("path",),
    Sound.ContentChanged.TOPIC: ("duration_ms", "size_bytes"),
    Sound.Touched.TOPIC: (),
    Sound.WentMissing.TOPIC: (),
    Sound.CameBack.TOPIC: (),
    Sound.NormalizingAsked.TOPIC: ("passes",),
    Sound.Normalized.TOPIC: ("method", "before", "after"),
    Sound.NormalizingFailed.TOPIC: ("reason",),
    Sound.Renamed.TOPIC: ("title",),
    Sound.Described.TOPIC: ("description",),
    Sound.Tagged.TOPIC: ("tags",),
    Sound.Coloured.TOPIC: ("colour",),
    Sound.Edited.TOPIC: ("gain_db", "start_ms", "end_ms"),
    Sound.PlaysCarriedOver.TOPIC: ("plays", "last_played_at"),
    Sound.Trashed.TOPIC: (),
    Sound.Restored.TOPIC: (),
}
"""What is told of each change."""


class SoundHistoryProjector(Projector):
    name = "sound_history"
    version = 1
    tables = (sound_history,)
    topics = frozenset(TOLD)

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        insert_rows(writes, tables[sound_history], [_row(each) for each in page])


def _row(recorded: Recorded) -> dict[str, Any]:
    event = recorded.event
    told = {name: getattr(event, name) for name in TOLD[event.TOPIC]}
    return {
        "position": recorded.position,
        "sound_id": event.originator_id,
        "at": event.timestamp,
        "actor_id": event.actor_id,
        "change": event.TOPIC,
        "details": msgspec.json.encode(told).decode(),
    }
