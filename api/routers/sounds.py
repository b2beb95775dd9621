"""The board: see the sounds, press one, silence them all."""

from uuid import UUID

from fastapi import Depends, Request, Response

from api.dependencies import GivenBy, Member, Server, answer, caught_up, container_of, tell_position
from api.doors import doors
from api.paging import Limit, Offset, Page
from api.problems import AbsentError
from api.sound_lists import OnTheList, Order
from application.plays.commands import PlayAccepted, PlaySound, PlaysStopped, StopAllPlays
from projections.sounds.listing import sounds
from projections.sounds.queries import SoundEntry, sound

router = doors("/sounds", "sounds")


@router.get("/", dependencies=[Depends(caught_up("sounds", "sound_search", "favourites"))])
async def list_sounds(
    access: Member, server: Server, wanted: OnTheList, order: Order, limit: Limit = 50, offset: Offset = 0
) -> Page[SoundEntry]:
    """Sounds on the board, newest first unless `sort` says otherwise."""
    found = await server.queries.ask(
        sounds,
        wanted,
        order.sort,
        descending=order.descending,
        after=order.after,
        limit=limit,
        offset=offset,
        user_id=access.user_id,
    )
    return Page(items=list(found), next=order.cursor_after(found[-1]) if len(found) == limit else None)


@router.post("/play/{sound_id}", response_model=PlayAccepted)
async def play_sound(sound_id: UUID, given_by: GivenBy, request: Request) -> Response:
    """Play a sound on the speakers, for its price. The credit comes back if it does not play."""
    command = PlaySound(given_by.command_id, sound_id, given_by.actor_id)
    return answer(await container_of(request).executor.execute(command, given_by))


@router.post("/stop")
async def stop_sounds(given_by: GivenBy, server: Server, response: Response) -> PlaysStopped:
    """Silence: what sounds is stopped, what was asked for and does not sound yet never will."""
    answered = await server.executor.execute(StopAllPlays(), given_by)
    if not answered.is_repeated:
        server.audio_host.stop_all()
    tell_position(response, answered)
    return answered.answer


@router.get("/{sound_id}", dependencies=[Depends(caught_up("sounds", "favourites"))])
async def get_sound(sound_id: UUID, access: Member, server: Server) -> SoundEntry:
    """One sound, also one in the trash."""
    found = await server.queries.ask(sound, sound_id, access.user_id)
    if found is None:
        raise AbsentError(f"There is no Sound {sound_id}.")
    return found
