"""What was played, by whom, and how it ended."""

from uuid import UUID

from fastapi import Depends

from api.dependencies import Member, Server, caught_up
from api.doors import doors
from api.paging import Cursor, Limit, Offset, Page, cursor_of, number_at
from api.problems import AbsentError
from projections.plays.queries import PlayEntry, play, plays

router = doors("/plays", "plays")


@router.get("", dependencies=[Depends(caught_up("plays"))])
async def list_plays(
    access: Member,
    server: Server,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[PlayEntry]:
    """Every play of the room, newest first; `mine` for your own."""
    found = await server.queries.ask(
        plays, number_at(cursor), limit, access.user_id if mine else None, offset
    )
    return Page(items=list(found), next=cursor_of(found[-1].position) if len(found) == limit else None)


@router.get("/{play_id}", dependencies=[Depends(caught_up("plays"))])
async def get_play(play_id: UUID, server: Server) -> PlayEntry:
    """One play."""
    found = await server.queries.ask(play, play_id)
    if found is None:
        raise AbsentError(f"There is no Play {play_id}.")
    return found
