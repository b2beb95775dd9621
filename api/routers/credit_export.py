"""A statement as a file: streamed, however long it is."""

from collections.abc import AsyncIterator, Sequence
from datetime import tzinfo
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import StreamingResponse

from api.dependencies import Member, Server, caught_up
from api.doors import doors
from api.statements import Zone
from infrastructure.container import Container
from projections.credits.export import csv_head, csv_lines, json_line
from projections.credits.queries import Transaction, transactions

PAGE = 500

router = doors("/credits", "credits")

AskedFormat = Annotated[Literal["csv", "json"], Query(alias="format")]
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@router.get(
    "/transactions/export",
    dependencies=[Depends(caught_up("credits"))],
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}, "application/json": {}}}},
)
async def export_transactions(
    access: Member, server: Server, zone: Zone, file_format: AskedFormat = "csv"
) -> StreamingResponse:
    """Your whole statement as a file, newest first: CSV for a spreadsheet, or JSON."""
    pages = _pages(server, access.user_id)
    written = _as_csv(pages, zone) if file_format == "csv" else _as_json(pages, zone)
    disposition = {"Content-Disposition": f"attachment; filename=credits.{file_format}"}
    return StreamingResponse(written, media_type=MEDIA_TYPES[file_format], headers=disposition)


async def _pages(server: Container, user_id: UUID) -> AsyncIterator[Sequence[Transaction]]:
    after: int | None = None
    while page := await server.queries.ask(transactions, user_id, after=after, limit=PAGE):
        yield page
        after = page[-1].position


async def _as_csv(pages: AsyncIterator[Sequence[Transaction]], zone: tzinfo) -> AsyncIterator[str]:
    yield csv_head()
    async for page in pages:
        yield csv_lines(page, zone)


async def _as_json(pages: AsyncIterator[Sequence[Transaction]], zone: tzinfo) -> AsyncIterator[bytes]:
    separator = b"["
    async for page in pages:
        for each in page:
            yield separator + json_line(each, zone)
            separator = b",\n"
    yield b"[]" if separator == b"[" else b"]"
