"""Sounds that nobody brought in: the events that a large library would have recorded, made in memory."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from domain.aggregate import Event
from domain.favourites import FAVOURITES_MAX, Favourites
from domain.identifiers import favourites_id
from domain.sound import Sound
from domain.values import SoundType

SAID = """
air horn fog bell drum roll door bang cat dog meow bark loud quiet funny sad trombone applause laugh cry pop
crash glass break siren alarm phone ring knock step rain thunder wind water splash gun robot
"""
WORDS = SAID.split()
TAGS = [f"tag {number}" for number in range(200)]
TAGS_A_SOUND = 3
TYPES = (*[SoundType.SOUNDBOARD] * 8, SoundType.TEXT_TO_SPEECH, SoundType.EXTRACTED)
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)


def sounds(count: int, by: UUID) -> Iterator[Event]:
    """Each with a title of its own, a description and tags; every hundredth is in the trash."""
    chance = random.Random(count)  # noqa: S311 - the same at every run
    stamps: dict[str, Any] = {"actor_id": by}
    for number in range(count):
        id, at = UUID(int=chance.getrandbits(128), version=4), BEGIN + timedelta(seconds=number)
        title = f"{' '.join(chance.sample(WORDS, 3)).capitalize()} {number}"
        yield Sound.Registered(
            originator_topic=Sound.TOPIC,
            originator_id=id,
            originator_version=1,
            timestamp=at,
            sound_type=str(TYPES[number % len(TYPES)]),
            title=title,
            path=f"soundboard/{number}.mp3",
            size_bytes=chance.randrange(10_000, 1_000_000),
            duration_ms=chance.randrange(100, 60_000),
            sha256=sha256(str(number).encode()).hexdigest(),
            modified_ns=0,
            original_name=f"{title.replace(' ', '_')}.mp3",
            registered_by=by,
            **stamps,
        )
        description = f"The sound of {' '.join(chance.sample(WORDS, 8))}."
        later: dict[str, Any] = {"originator_id": id, "timestamp": at, **stamps}
        yield Sound.Described(originator_version=2, description=description, **later)
        tags = sorted(chance.sample(TAGS, TAGS_A_SOUND))
        yield Sound.Tagged(originator_version=3, tags=tags, **later)
        if number % 100 == 99:
            yield Sound.Trashed(originator_version=4, by_host=False, **later)


def favourites(liked: Sequence[UUID], owner_id: UUID) -> Iterator[Event]:
    """As many as somebody may have."""
    told: dict[str, Any] = {
        "originator_id": favourites_id(owner_id),
        "timestamp": BEGIN,
        "owner_id": owner_id,
    }
    yield Favourites.Opened(originator_topic=Favourites.TOPIC, originator_version=1, **told)
    for version, sound_id in enumerate(liked[:FAVOURITES_MAX], start=2):
        yield Favourites.Added(originator_version=version, sound_id=sound_id, **told)
