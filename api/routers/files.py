"""The files of sounds: to take home, to hear in a browser, to see."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import BaseModel

from api.dependencies import Member, Server
from api.doors import doors
from api.file_answer import FileAnswer, is_known
from api.file_names import content_disposition, file_name
from domain.sound import Sound
from infrastructure.container import Container
from infrastructure.files import covers
from infrastructure.files.served_files import ServedFile, Variant
from infrastructure.files.waveform_picture import picture_of
from infrastructure.files.waveforms import VERSION

THUMBNAIL_SECONDS = 3_600
KEY_LENGTH_MAX = 2_048

router = doors("", "files")

AskedVariant = Annotated[
    Variant, Query(description="heard is how it is played, original as it was brought in")
]
AUDIO: dict[str, Any] = {"content": {"audio/*": {}}}


@router.get("/files/sounds/{sound_id}/download", response_class=Response, responses={200: AUDIO, 206: AUDIO})
async def download_sound(sound_id: UUID, server: Server, variant: AskedVariant = "heard") -> Response:
    """A sound's file, whole or in part, to take home."""
    served = await server.served_files.open(sound_id, variant)
    return _answer(served, "attachment")


router.head("/files/sounds/{sound_id}/download", include_in_schema=False)(download_sound)


class SoundAddress(BaseModel):
    url: str
    """On this server."""
    expires_at: datetime


@router.post("/files/sounds/{sound_id}/address")
async def address_of_sound(
    sound_id: UUID, access: Member, server: Server, variant: AskedVariant = "heard"
) -> SoundAddress:
    """An address for an audio element, which can send no header: good for this sound, for a few minutes."""
    await asyncio.to_thread(server.served_files.sound, sound_id)
    signed = await asyncio.to_thread(server.sound_addresses.make, sound_id, variant, user_id=access.user_id)
    url = f"/api/v1/files/sounds/{sound_id}/stream?key={signed.key}"
    return SoundAddress(url=url, expires_at=signed.expires_at)


@router.get("/files/sounds/{sound_id}/stream", response_class=Response, responses={200: AUDIO, 206: AUDIO})
async def stream_sound(
    sound_id: UUID, server: Server, key: Annotated[str, Query(max_length=KEY_LENGTH_MAX)] = ""
) -> Response:
    """A sound's file for who has an address of it. Nothing else is asked."""
    variant = await asyncio.to_thread(server.sound_addresses.check, key, sound_id)
    served = await server.served_files.open(sound_id, variant)
    return _answer(served, "inline")


router.head("/files/sounds/{sound_id}/stream", include_in_schema=False)(stream_sound)


class Peaks(BaseModel):
    duration_ms: int
    peaks: Sequence[tuple[float, float]]


@router.get("/sounds/{sound_id}/waveform", response_model=Peaks)
async def get_waveform(sound_id: UUID, request: Request, server: Server) -> Response:
    """The peaks of its file as it was brought in: 400 pairs, the lowest and the highest, from -1 to 1."""
    sound = await asyncio.to_thread(server.served_files.sound, sound_id)
    etag = f'"{sound.sha256}-{VERSION}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if is_known(request.headers, etag):
        return Response(status_code=304, headers=headers)
    waveform = await server.waveforms.of(sound)
    return Response(waveform.as_json(), headers=headers, media_type="application/json")


router.head("/sounds/{sound_id}/waveform", include_in_schema=False)(get_waveform)


@router.get(
    "/files/sounds/{sound_id}/thumbnail",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}, "image/svg+xml": {}}}},
)
async def get_thumbnail(sound_id: UUID, request: Request, server: Server) -> Response:
    """A picture of the sound: the one that came with it, small, or else its waveform."""
    sound = await asyncio.to_thread(server.served_files.sound, sound_id)
    cover = await server.covers.of(sound)
    looks = f"cover{covers.VERSION}" if cover else f"{VERSION}{sound.colour.replace('#', '-')}"
    headers = {
        "ETag": (etag := f'"{sound.sha256}-{looks}"'),
        "Cache-Control": f"private, max-age={THUMBNAIL_SECONDS}",
    }
    if is_known(request.headers, etag):
        return Response(status_code=304, headers=headers)
    if cover:
        return Response(cover, headers=headers, media_type="image/jpeg")
    return Response(await _picture(server, sound), headers=headers, media_type="image/svg+xml")


router.head("/files/sounds/{sound_id}/thumbnail", include_in_schema=False)(get_thumbnail)


async def _picture(server: Container, sound: Sound) -> bytes:
    return picture_of(await server.waveforms.of(sound), sound.colour)


def _answer(served: ServedFile, disposition: str) -> FileAnswer:
    name = file_name(served.title, served.suffix)
    return FileAnswer(
        served,
        {
            "Content-Disposition": content_disposition(disposition, name),
            "Cache-Control": "private, no-cache",
        },
    )
