"""How sounds become equally loud, and how one of them is heard."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from pydantic import BaseModel

from api.bodies import Strict
from api.dependencies import GivenBy, Server, caught_up, tell_position
from api.doors import doors
from api.problems import AbsentError
from application.command import Envelope
from application.library.commands import NormalizingBegun, StartNormalizing
from application.sounds.commands import EditSound, NormalizeSound
from domain.edit import Edit
from domain.values import SoundType
from infrastructure.container import Container
from projections.normalizing.queries import batch, running_batch

router = doors("/sounds", "sounds")

Force = Annotated[bool, Query(description="Also what is normalised already.")]
OnePass = Annotated[bool | None, Query(description="One pass or two; without it as the settings say.")]


@router.post("/normalize/all", status_code=202)
async def normalize_all(
    given_by: GivenBy, server: Server, response: Response, force: Force = False, one_pass: OnePass = None
) -> NormalizingBegun:
    """Make all sounds equally loud. Answers at once; the report is at /sounds/normalize/{batch_id}."""
    return await _start(
        server, given_by, response, StartNormalizing(given_by.command_id, "", force, _passes(one_pass))
    )


@router.post("/normalize/type/{sound_type}", status_code=202)
async def normalize_type(
    sound_type: SoundType,
    given_by: GivenBy,
    server: Server,
    response: Response,
    force: Force = False,
    one_pass: OnePass = None,
) -> NormalizingBegun:
    """The same for the sounds of one type."""
    command = StartNormalizing(given_by.command_id, str(sound_type), force, _passes(one_pass))
    return await _start(server, given_by, response, command)


class Progress(BaseModel):
    done: int
    of: int


class Batch(BaseModel):
    batch_id: UUID
    sound_type: str
    is_forced: bool
    passes: int | None
    state: str
    started_at: datetime
    ended_at: datetime | None
    counts: Mapping[str, int]
    details: Sequence[Mapping[str, str]]
    reason: str
    progress: Progress | None


class RunningBatch(BaseModel):
    batch_id: UUID | None


@router.get("/normalize/running", dependencies=[Depends(caught_up("normalizing"))])
async def get_running_normalizing(server: Server) -> RunningBatch:
    """Which batch runs, if one does: there is one at a time."""
    return RunningBatch(batch_id=await server.queries.ask(running_batch))


@router.get("/normalize/{batch_id}", dependencies=[Depends(caught_up("normalizing"))])
async def get_normalizing(batch_id: UUID, server: Server) -> Batch:
    """How far a batch is, then what became of its sounds."""
    found = await server.queries.ask(batch, batch_id)
    if found is None:
        raise AbsentError(f"There is no batch {batch_id}.")
    progress = server.loudness.batches.progress(batch_id)
    return Batch(**vars(found), progress=Progress(done=progress[0], of=progress[1]) if progress else None)


@router.post("/normalize/{sound_id}", status_code=202)
async def normalize_sound(
    sound_id: UUID,
    given_by: GivenBy,
    server: Server,
    response: Response,
    force: Force = False,
    one_pass: OnePass = None,
) -> None:
    """Make one sound as loud as the others, as soon as there is time. How it went stands in the sound."""
    is_forced = force or await asyncio.to_thread(server.loudness.has_lost_its_result, sound_id)
    command = NormalizeSound(sound_id, _passes(one_pass), is_forced=is_forced)
    tell_position(response, await server.executor.execute(command, given_by))


class NewEdit(Strict):
    """The whole of it: what is not named is as in the file."""

    gain_db: float = 0.0
    start_ms: int = 0
    end_ms: int | None = None


@router.patch("/{sound_id}/edit", status_code=204)
async def edit_sound(sound_id: UUID, new: NewEdit, given_by: GivenBy, server: Server) -> Response:
    """Louder or softer by some dB, from here to there. The file stays as it is; `{}` undoes it.

    What is heard is made meanwhile: who plays or downloads it before that waits, or is told to try again.
    """
    edit = Edit(new.gain_db, new.start_ms, new.end_ms)
    await asyncio.to_thread(server.loudness.ensure_can_be_made, sound_id, edit)
    response = Response(status_code=204)
    tell_position(response, await server.executor.execute(EditSound(sound_id, edit), given_by))
    return response


async def _start(
    server: Container, given_by: Envelope, response: Response, command: StartNormalizing
) -> NormalizingBegun:
    answered = await server.executor.execute(command, given_by)
    tell_position(response, answered)
    return answered.answer


def _passes(one_pass: bool | None) -> int | None:
    if one_pass is None:
        return None
    return 1 if one_pass else 2
