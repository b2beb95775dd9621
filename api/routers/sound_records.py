"""What is known of sounds beside themselves: their tags, what became of each, when it was played."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel

from api.dependencies import Server, caught_up
from api.doors import doors
from api.paging import Cursor, Limit, Offset, Page, cursor_of, number_at
from api.people import Sought
from projections.plays.queries import PlayEntry, plays
from projections.sound_history.queries import SoundChange, changes_of_sound
from projections.sound_history.sentences import sentence
from projections.sound_tags.queries import TagCount, tags

router = doors("/sounds", "sounds")


@router.get("/tags", dependencies=[Depends(caught_up("sound_tags"))])
async def list_tags(
    server: Server,
    q: Annotated[Sought, Query(description="how they begin")] = "",
    limit: Limit = 200,
    offset: Offset = 0,
) -> list[TagCount]:
    """Tags and how many sounds have each, without those in the trash; what most have first."""
    return list(await server.queries.ask(tags, q.lower(), limit, offset))


class Change(BaseModel):
    """`change` is the name of the event; `sentence` says it in words."""

    position: int
    at: datetime
    actor_id: UUID | None
    actor_name: str | None
    is_command_line: bool
    is_by_itself: bool
    change: str
    sentence: str


@router.get("/{sound_id}/history", dependencies=[Depends(caught_up("sound_history", "members"))])
async def get_history_of_sound(
    sound_id: UUID, server: Server, cursor: Cursor = None, limit: Limit = 50, offset: Offset = 0
) -> Page[Change]:
    """Every change of a sound: what, when and who; newest first."""
    found = await server.queries.ask(changes_of_sound, sound_id, number_at(cursor), limit, offset)
    items = [_change(each) for each in found]
    return Page(items=items, next=cursor_of(found[-1].position) if len(found) == limit else None)


def _change(entry: SoundChange) -> Change:
    return Change(**asdict(entry), sentence=sentence(entry))


@router.get("/{sound_id}/plays", dependencies=[Depends(caught_up("plays"))])
async def list_plays_of_sound(
    sound_id: UUID, server: Server, cursor: Cursor = None, limit: Limit = 50, offset: Offset = 0
) -> Page[PlayEntry]:
    """The plays of a sound, newest first."""
    found = await server.queries.ask(plays, number_at(cursor), limit, None, offset, sound_id=sound_id)
    return Page(items=list(found), next=cursor_of(found[-1].position) if len(found) == limit else None)
