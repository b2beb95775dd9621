"""The library as one archive: take it home, bring in that of another board, see how far that is, stop it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from api.body_blocks import blocks_of
from api.dependencies import GivenBy, GivenByHost, Server, caught_up, tell_position
from api.doors import doors
from api.paging import Cursor, Limit, Page, cursor_of, number_at
from api.problems import AbsentError
from application.library.import_commands import CancelImport, ImportBegun
from infrastructure.files.errors import InvalidArchiveError, UploadTooSlowError
from infrastructure.files.incoming_file import IncomingFile
from infrastructure.library_archive.import_report import ImportProgress
from projections.imports.queries import ImportReport, import_of, latest_imports

IMPORT_SECONDS_MAX = 43_200.0
"""For a whole archive: half a day on a network that is slow."""

ARCHIVE = "application/zip"

router = doors("/library", "library")


class Import(BaseModel):
    import_id: UUID
    asked_by: UUID
    sounds: int
    state: str
    started_at: datetime
    ended_at: datetime | None
    counts: Mapping[str, int]
    details: Sequence[Mapping[str, str]]
    reason: str
    progress: ImportProgress | None


BODY: dict[str, Any] = {
    "required": True,
    "content": {ARCHIVE: {"schema": {"type": "string", "format": "binary"}}},
}


@router.get(
    "/export",
    dependencies=[Depends(caught_up("sounds"))],
    response_class=StreamingResponse,
    responses={200: {"content": {ARCHIVE: {}}}},
)
async def export_library(server: Server) -> StreamingResponse:
    """All sounds with what is said of them, as one ZIP file. One that ends in the middle is none."""
    headers = {"Content-Disposition": "attachment; filename=library.zip", "Cache-Control": "no-store"}
    return StreamingResponse(server.archives.export.stream(), media_type=ARCHIVE, headers=headers)


@router.post("/import", status_code=202, openapi_extra={"requestBody": BODY})
async def import_library(
    request: Request, given_by: GivenBy, server: Server, response: Response
) -> ImportBegun:
    """Bring in an archive of another board, as the body. The report is at /library/imports/{import_id}."""
    imports = server.archives.imports
    file = await asyncio.to_thread(imports.begin_receiving)
    try:
        await _receive(request, file)
        answered = await asyncio.to_thread(imports.begin, file, given_by)
    finally:
        await asyncio.to_thread(imports.end_receiving, file)
    tell_position(response, answered)
    return answered.answer


@router.get("/imports", dependencies=[Depends(caught_up("imports"))])
async def list_imports(server: Server, cursor: Cursor = None, limit: Limit = 20) -> Page[Import]:
    """The imports there were, newest first."""
    found = await server.queries.ask(latest_imports, number_at(cursor), limit)
    return Page(
        items=[_shown(server, each) for each in found],
        next=cursor_of(found[-1].position) if len(found) == limit else None,
    )


@router.get("/imports/{import_id}", dependencies=[Depends(caught_up("imports"))])
async def get_import(import_id: UUID, server: Server) -> Import:
    """What became of an archive, or how far its import is."""
    return await _found(server, import_id)


@router.post("/imports/{import_id}/cancel")
async def cancel_import(import_id: UUID, given_by: GivenByHost, server: Server, response: Response) -> Import:
    """Stop an import. What it brought in until then stays; one that is over is shown as it ended."""
    answered = await server.executor.execute(CancelImport(import_id), given_by)
    await server.watermark.reached(answered.position, models=("imports",))
    tell_position(response, answered)
    return await _found(server, import_id)


async def _receive(request: Request, file: IncomingFile) -> None:
    """Raises FilesError."""
    try:
        async with asyncio.timeout(IMPORT_SECONDS_MAX):
            async for block in blocks_of(request):
                await asyncio.to_thread(file.write, block)
    except TimeoutError:
        raise UploadTooSlowError("This takes too long.") from None
    except ClientDisconnect:
        raise InvalidArchiveError("Whoever sent this archive has gone.") from None


async def _found(server: Server, import_id: UUID) -> Import:
    """Raises AbsentError."""
    found = await server.queries.ask(import_of, import_id)
    if found is None:
        raise AbsentError(f"There is no import {import_id}.")
    return _shown(server, found)


def _shown(server: Server, found: ImportReport) -> Import:
    told = {name: value for name, value in vars(found).items() if name != "position"}
    return Import(**told, progress=server.archives.worker.progress(found.import_id))
