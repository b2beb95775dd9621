"""Bringing sounds in: a form with one file, or with many."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from api.body_blocks import blocks_of
from api.dependencies import POSITION_HEADER, GivenBy, Server
from api.doors import doors
from api.errors import refusal
from api.problems import Problem
from application.command import Envelope
from application.errors import ApplicationError
from domain.errors import DomainError
from domain.identifiers import sound_id
from infrastructure.container import Container
from infrastructure.files.errors import FilesError, InvalidFormError, UploadTooSlowError
from infrastructure.files.upload_form import Received, UploadForm
from infrastructure.files.uploads import BroughtIn

UPLOAD_SECONDS_MAX = 1_800.0
"""For a whole form, on a network that is slow."""

router = doors("/sounds", "sounds")


class NewSound(BaseModel):
    sound_id: UUID
    title: str
    duration_ms: int
    size_bytes: int
    sha256: str
    is_back: bool = False
    """Whether it was here before, and its file was missing."""


class Outcome(BaseModel):
    """Of one file of several: the sound that it became, or the problem."""

    name: str
    status: int
    sound: NewSound | None = None
    problem: Problem | None = None


class Outcomes(BaseModel):
    outcomes: Sequence[Outcome]


FORM: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    "title": {"type": "array", "items": {"type": "string"}},
                },
            }
        }
    },
}


@router.post(
    "/upload",
    status_code=201,
    response_model=NewSound,
    responses={200: {"model": Outcomes, "description": "Of several files what became of each"}},
    openapi_extra={"requestBody": FORM},
)
async def upload_sounds(request: Request, given_by: GivenBy, server: Server) -> Response:
    """Bring in sound files: `file` once or many times, `title` for each in their order, or none."""
    with server.uploads.turns.of(given_by.actor_id):
        form = server.uploads.form(request.headers.get("content-type", ""))
        try:
            received = await _receive(server, form, request)
            became = [
                await _bring_in(server, each, sound_id(given_by.command_id, f"file:{number}"), given_by)
                for number, each in enumerate(received)
            ]
        finally:
            await server.uploads.carry_out(form.discard)
    return _one(became[0]) if len(became) == 1 else _many(received, became)


async def _receive(server: Container, form: UploadForm, request: Request) -> Sequence[Received]:
    """Raises FilesError."""
    try:
        async with asyncio.timeout(UPLOAD_SECONDS_MAX):
            async for block in blocks_of(request):
                await server.uploads.carry_out(form.feed, block)
    except TimeoutError:
        raise UploadTooSlowError("This takes too long. Bring in fewer files at once.") from None
    except ClientDisconnect:
        raise InvalidFormError("Whoever sent this form has gone.") from None
    return await server.uploads.carry_out(form.end)


async def _bring_in(
    server: Container, received: Received, sound_id: UUID, given_by: Envelope
) -> BroughtIn | Exception:
    try:
        return await server.uploads.carry_out(server.uploads.bring_in, received, sound_id, given_by)
    except (FilesError, DomainError, ApplicationError) as error:
        return error


def _one(became: BroughtIn | Exception) -> Response:
    if isinstance(became, Exception):
        raise became
    return JSONResponse(
        _shown(became), status_code=_status(became), headers={POSITION_HEADER: str(became.position)}
    )


def _many(received: Sequence[Received], became: Sequence[BroughtIn | Exception]) -> Response:
    outcomes = [
        {"name": each.file.name, **_outcome(outcome)} for each, outcome in zip(received, became, strict=True)
    ]
    positions = [each.position for each in became if isinstance(each, BroughtIn)]
    headers = {POSITION_HEADER: str(max(positions))} if positions else {}
    return JSONResponse({"outcomes": outcomes}, headers=headers)


def _outcome(outcome: BroughtIn | Exception) -> dict[str, Any]:
    if isinstance(outcome, Exception):
        refused = refusal(outcome)
        return {"status": refused.status_code, "sound": None, "problem": json.loads(bytes(refused.body))}
    return {"status": _status(outcome), "sound": _shown(outcome), "problem": None}


def _status(brought_in: BroughtIn) -> int:
    return 200 if brought_in.is_back else 201


def _shown(brought_in: BroughtIn) -> dict[str, Any]:
    return NewSound(**asdict(brought_in)).model_dump(mode="json")
