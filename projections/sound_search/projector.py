"""Keeps the words of sounds level with the log."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.sound import Sound
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_rows, update_rows
from projections.sound_search.spelling import words_of_tags
from projections.sound_search.tables import sound_words, words
from projections.words import kept, words_of
from projections.writes import Writes

CHANGING = ("title", "description", "tags")


class SoundSearchProjector(Projector):
    name = "sound_search"
    version = 2
    tables = (sound_words,)
    full_texts = (words,)
    topics = frozenset(
        {
            Sound.Registered.TOPIC,
            Sound.Renamed.TOPIC,
            Sound.Described.TOPIC,
            Sound.Tagged.TOPIC,
        }
    )

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        registered: dict[UUID, dict[str, Any]] = {}
        changed: defaultdict[UUID, dict[str, Any]] = defaultdict(lambda: dict.fromkeys(CHANGING))
        for recorded in page:
            id = recorded.event.originator_id
            if isinstance(recorded.event, Sound.Registered):
                registered[id] = _registered(recorded.event, recorded.position)
                continue
            row = registered[id] if id in registered else changed[id]
            match recorded.event:
                case Sound.Renamed(title=title):
                    row["title"] = kept(words_of(title))
                case Sound.Described(description=description):
                    row["description"] = kept(words_of(description))
                case Sound.Tagged(tags=tags):
                    row["tags"] = words_of_tags(tags)
        insert_rows(writes, tables[sound_words], list(registered.values()))
        rows = [{**row, "sound_id": id} for id, row in changed.items()]
        update_rows(writes, tables[sound_words], rows, key="sound_id", replace=CHANGING)


def _registered(event: Sound.Registered, position: int) -> dict[str, Any]:
    return {
        "position": position,
        "sound_id": event.originator_id,
        "title": kept(words_of(event.title)),
        "description": "",
        "tags": "",
        "original_name": kept(words_of(event.original_name)),
    }
