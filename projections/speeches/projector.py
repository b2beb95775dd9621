"""Keeps speeches level with the log."""

from collections.abc import Sequence
from typing import Any

from domain.speech import Speech
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_rows, update_rows
from projections.speeches.tables import speeches
from projections.writes import Writes

CHANGING = ("state", "ended_at", "sound_id", "reason")


class SpeechesProjector(Projector):
    name = "speeches"
    version = 1
    tables = (speeches,)
    topics = frozenset({Speech.Requested.TOPIC, Speech.Spoken.TOPIC, Speech.Failed.TOPIC})

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        requested: list[dict[str, Any]] = []
        ended: list[dict[str, Any]] = []
        for recorded in page:
            match recorded.event:
                case Speech.Requested() as event:
                    requested.append(_requested(event, recorded.position))
                case Speech.Spoken(originator_id=id, sound_id=sound_id, timestamp=at):
                    ended.append(_ended(id, "spoken", at, sound_id=sound_id))
                case Speech.Failed(originator_id=id, reason=reason, timestamp=at):
                    ended.append(_ended(id, "failed", at, reason=reason))
        insert_rows(writes, tables[speeches], requested)
        update_rows(writes, tables[speeches], ended, key="speech_id", replace=CHANGING)


def _requested(event: Speech.Requested, position: int) -> dict[str, Any]:
    return {
        "speech_id": event.originator_id,
        "state": "requested",
        "text": event.text,
        "voice": event.voice,
        "speed": event.speed,
        "title": event.title,
        "requested_by": event.requested_by,
        "price": event.price,
        "requested_at": event.timestamp,
        "ended_at": None,
        "sound_id": None,
        "reason": "",
        "position": position,
    }


def _ended(id: Any, state: str, at: Any, *, sound_id: Any = None, reason: str = "") -> dict[str, Any]:
    return {"speech_id": id, "state": state, "ended_at": at, "sound_id": sound_id, "reason": reason}
