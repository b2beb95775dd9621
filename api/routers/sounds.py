"""The board: see the sounds, press one, silence them all, look for new ones."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from fastapi import Depends, Response
from pydantic import BaseModel

from api.dependencies import GivenBy, Member, Server, answer, caught_up, tell_position
from api.doors import doors
from api.paging import Cursor, Limit, Offset, Page, cursor_of, number_at
from api.problems import AbsentError
from api.sound_lists import OnTheList, Order
from application.library.commands import ScanBegun, StartScan
from application.plays.commands import PlayAccepted, PlaySound, PlaysStopped, StopAllPlays
from projections.scans.queries import ScanReport, latest_scans, scan
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


@router.post("/scan", status_code=202)
async def scan_sounds(given_by: GivenBy, server: Server, response: Response) -> ScanBegun:
    """Look for new and missing files. Answers at once; the report is at /sounds/scans/{scan_id}."""
    answered = await server.executor.execute(StartScan(given_by.command_id), given_by)
    tell_position(response, answered)
    return answered.answer


class Progress(BaseModel):
    done: int
    of: int


class Scan(BaseModel):
    scan_id: UUID
    state: str
    started_at: datetime
    ended_at: datetime | None
    counts: Mapping[str, int]
    details: Sequence[Mapping[str, str]]
    reason: str
    progress: Progress | None


@router.get("/scans", dependencies=[Depends(caught_up("scans"))])
async def list_scans(server: Server, cursor: Cursor = None, limit: Limit = 20) -> Page[Scan]:
    """The scans there were, newest first."""
    found = await server.queries.ask(latest_scans, number_at(cursor), limit)
    return Page(
        items=[_scan(server, each) for each in found],
        next=cursor_of(found[-1].position) if len(found) == limit else None,
    )


@router.get("/scans/{scan_id}", dependencies=[Depends(caught_up("scans"))])
async def get_scan(scan_id: UUID, server: Server) -> Scan:
    """What a scan found, or how far it is."""
    found = await server.queries.ask(scan, scan_id)
    if found is None:
        raise AbsentError(f"There is no scan {scan_id}.")
    return _scan(server, found)


@router.get("/{sound_id}", dependencies=[Depends(caught_up("sounds", "favourites"))])
async def get_sound(sound_id: UUID, access: Member, server: Server) -> SoundEntry:
    """One sound, also one in the trash."""
    found = await server.queries.ask(sound, sound_id, access.user_id)
    if found is None:
        raise AbsentError(f"There is no Sound {sound_id}.")
    return found


def _scan(server: Server, found: ScanReport) -> Scan:
    progress = server.scans.progress(found.scan_id)
    return Scan(
        scan_id=found.scan_id,
        state=found.state,
        started_at=found.started_at,
        ended_at=found.ended_at,
        counts=found.counts,
        details=found.details,
        reason=found.reason,
        progress=Progress(done=progress[0], of=progress[1]) if progress else None,
    )
