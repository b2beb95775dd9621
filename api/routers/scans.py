"""Scans of the folders: ask for one, see how far it is and what it found, stop it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from pydantic import BaseModel

from api.dependencies import GivenBy, GivenByHost, Server, caught_up, tell_position
from api.doors import doors
from api.paging import Cursor, Limit, Page, cursor_of, number_at
from api.problems import AbsentError
from application.library.commands import CancelScan, ScanBegun, StartScan
from infrastructure.library.scan_progress import Progress
from projections.scans.queries import ScanReport, latest_scans, scan

router = doors("/sounds", "sounds")

Deep = Annotated[bool, Query(description="Look also into files whose size and time are what they were.")]


class Scan(BaseModel):
    scan_id: UUID
    is_deep: bool
    state: str
    started_at: datetime
    ended_at: datetime | None
    counts: Mapping[str, int]
    details: Sequence[Mapping[str, str]]
    reason: str
    progress: Progress | None


@router.post("/scan", status_code=202)
async def scan_sounds(given_by: GivenBy, server: Server, response: Response, deep: Deep = False) -> ScanBegun:
    """Compare the folders with the board. Answers at once; the report is at /sounds/scans/{scan_id}."""
    answered = await server.executor.execute(StartScan(given_by.command_id, is_deep=deep), given_by)
    tell_position(response, answered)
    return answered.answer


@router.get("/scans", dependencies=[Depends(caught_up("scans"))])
async def list_scans(server: Server, cursor: Cursor = None, limit: Limit = 20) -> Page[Scan]:
    """The scans there were, newest first."""
    found = await server.queries.ask(latest_scans, number_at(cursor), limit)
    return Page(
        items=[_shown(server, each) for each in found],
        next=cursor_of(found[-1].position) if len(found) == limit else None,
    )


@router.get("/scans/{scan_id}", dependencies=[Depends(caught_up("scans"))])
async def get_scan(scan_id: UUID, server: Server) -> Scan:
    """What a scan found, or how far it is."""
    return await _found(server, scan_id)


@router.post("/scans/{scan_id}/cancel")
async def cancel_scan(scan_id: UUID, given_by: GivenByHost, server: Server, response: Response) -> Scan:
    """Stop a scan. What it did until then stays; one that is over is shown as it ended."""
    answered = await server.executor.execute(CancelScan(scan_id), given_by)
    await server.watermark.reached(answered.position, models=("scans",))
    tell_position(response, answered)
    return await _found(server, scan_id)


async def _found(server: Server, scan_id: UUID) -> Scan:
    """Raises AbsentError."""
    found = await server.queries.ask(scan, scan_id)
    if found is None:
        raise AbsentError(f"There is no scan {scan_id}.")
    return _shown(server, found)


def _shown(server: Server, found: ScanReport) -> Scan:
    return Scan(
        scan_id=found.scan_id,
        is_deep=found.is_deep,
        state=found.state,
        started_at=found.started_at,
        ended_at=found.ended_at,
        counts=found.counts,
        details=found.details,
        reason=found.reason,
        progress=server.scans.progress(found.scan_id),
    )
