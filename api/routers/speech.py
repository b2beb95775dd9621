"""Typing instead of recording: a text becomes a sound."""

import asyncio
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response
from pydantic import Field

from api.bodies import Strict
from api.dependencies import GivenBy, Member, Server, caught_up, tell_position
from api.doors import doors
from api.paging import Cursor, Limit, Page, cursor_of, number_at
from api.problems import AbsentError, UnknownVoiceError
from application.speeches.commands import RequestSpeech, SpeechAccepted
from infrastructure.speech.voices import Voice
from projections.speeches.queries import SpeechEntry, speech, speeches_of

router = doors("/sounds/tts", "text to speech")


class NewSpeech(Strict):
    text: Annotated[str, Field(description="what is to be said, up to 500 characters")]
    voice: Annotated[str, Field(description="one of /sounds/tts/voices")] = "en-us"
    speed: Annotated[float, Field(description="0.5 to 2; 1 is how people talk")] = 1.0
    title: Annotated[str, Field(description="of the sound; without one the text")] = ""


@router.post("", status_code=202)
async def speak_text(
    body: NewSpeech, given_by: GivenBy, server: Server, response: Response
) -> SpeechAccepted:
    """A new sound from a text, for its price. Answers at once; the credits come back if it is not spoken."""
    if not any(each.name == body.voice for each in await asyncio.to_thread(server.voices.all)):
        raise UnknownVoiceError(f"This machine has no voice “{body.voice}”. /sounds/tts/voices says which.")
    command = RequestSpeech.of(
        given_by.command_id,
        body.text,
        voice=body.voice,
        speed=body.speed,
        title=body.title,
        by=given_by.actor_id,
    )
    answered = await server.executor.execute(command, given_by)
    tell_position(response, answered)
    return answered.answer


@router.get("/voices")
async def list_voices(server: Server) -> Sequence[Voice]:
    """The voices that this machine has."""
    return await asyncio.to_thread(server.voices.all)


@router.get("", dependencies=[Depends(caught_up("speeches"))])
async def list_speeches(
    access: Member, server: Server, cursor: Cursor = None, limit: Limit = 20
) -> Page[SpeechEntry]:
    """What you asked to be spoken, newest first."""
    found = await server.queries.ask(speeches_of, access.user_id, number_at(cursor), limit)
    return Page(items=list(found), next=cursor_of(found[-1].position) if len(found) == limit else None)


@router.get("/{speech_id}", dependencies=[Depends(caught_up("speeches"))])
async def get_speech(speech_id: UUID, access: Member, server: Server) -> SpeechEntry:
    """What became of a text that you typed."""
    found = await server.queries.ask(speech, speech_id)
    if found is None or found.requested_by != access.user_id:
        raise AbsentError(f"You asked for no speech {speech_id}.")
    return found
