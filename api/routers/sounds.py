"""The board: see the sounds, press one, silence them all."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from api.dependencies import GivenBy, Server, answer, caught_up, tell_position
from api.doors import doors
from api.paging import Cursor, Limit, Offset, Page, cursor_of, number_at
from api.people import Sought
from api.problems import AbsentError
from application.plays.commands import PlayAccepted, PlaySound, PlaysStopped, StopAllPlays
from projections.sounds.queries import SoundEntry, sound, sounds_of_types

router = doors("/sounds", "sounds")

TYPES_MAX = 20


@router.get("/", dependencies=[Depends(caught_up("sounds"))])
async def list_sounds(
    server: Server,
    types: Annotated[
        list[Sought] | None, Query(max_length=TYPES_MAX, description="SDB, TTS, EXT; others give nothing")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[SoundEntry]:
    """Sounds on the board, newest first."""
    found = await server.queries.ask(sounds_of_types, types, number_at(cursor), limit, offset)
    return Page(items=list(found), next=cursor_of(found[-1].position) if len(found) == limit else None)


@router.post("/play/{sound_id}", response_model=PlayAccepted)
async def play_sound(sound_id: UUID, given_by: GivenBy, server: Server) -> Response:
    """Play a sound on the speakers, for its price. The credit comes back if it does not play."""
    command = PlaySound(given_by.command_id, sound_id, given_by.actor_id)
    return answer(await server.executor.execute(command, given_by))


@router.post("/stop")
async def stop_sounds(given_by: GivenBy, server: Server, response: Response) -> PlaysStopped:
    """Silence: what sounds is stopped, what was asked for and does not sound yet never will."""
    answered = await server.executor.execute(StopAllPlays(), given_by)
    if not answered.is_repeated:
        server.audio_host.stop_all()
    tell_position(response, answered)
    return answered.answer


@router.get("/{sound_id}", dependencies=[Depends(caught_up("sounds"))])
async def get_sound(sound_id: UUID, server: Server) -> SoundEntry:
    """One sound."""
    found = await server.queries.ask(sound, sound_id)
    if found is None:
        raise AbsentError(f"There is no Sound {sound_id}.")
    return found
