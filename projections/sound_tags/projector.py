"""Keeps the tags of sounds level with the log."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from domain.sound import Sound
from domain.sound_labels import as_tag
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import delete_rows, insert_rows, update_rows
from projections.sound_tags.tables import sound_tags
from projections.writes import Writes

TAGS = UUID("0d2f4b66-93a5-4c5b-8a44-5a4f6b0b7a10")


class SoundTagsProjector(Projector):
    name = "sound_tags"
    version = 2
    tables = (sound_tags,)
    topics = frozenset({Sound.Tagged.TOPIC, Sound.Trashed.TOPIC, Sound.Restored.TOPIC})

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        """What is in the trash is not tagged: who is tagged without a word of the trash is not in it."""
        tagged: dict[UUID, list[str]] = {}
        is_trashed: dict[UUID, bool] = {}
        for recorded in page:
            match recorded.event:
                case Sound.Tagged(originator_id=id, tags=tags):
                    tagged[id] = sorted(set(map(as_tag, tags)))
                case event:
                    is_trashed[event.originator_id] = isinstance(event, Sound.Trashed)
        rows = [
            _row(id, tag, is_trashed=is_trashed.get(id, False)) for id, tags in tagged.items() for tag in tags
        ]
        others = [{"sound_id": id, "is_trashed": flag} for id, flag in is_trashed.items() if id not in tagged]
        delete_rows(writes, tables[sound_tags], [{"sound_id": id} for id in tagged], key="sound_id")
        insert_rows(writes, tables[sound_tags], rows)
        update_rows(writes, tables[sound_tags], others, key="sound_id", replace=("is_trashed",))


def _row(sound_id: UUID, tag: str, *, is_trashed: bool) -> dict[str, Any]:
    return {"sound_id": sound_id, "tag_id": uuid5(TAGS, tag), "tag": tag, "is_trashed": is_trashed}
