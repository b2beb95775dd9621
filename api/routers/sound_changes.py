"""What members do to sounds beside playing them: label, like, throw away, bring back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response
from pydantic import BaseModel, ConfigDict

from api.dependencies import GivenBy, Member, Server, caught_up, tell_position
from api.doors import doors
from api.permissions import Needs, allows
from api.problems import AbsentError, NotYoursError
from application.command import Envelope
from application.sounds.commands import AddFavourite, ChangeLabels, RemoveFavourite, RestoreSound, TrashSound
from projections.sounds.queries import sound

router = doors("/sounds/{sound_id}", "sounds")


class Labels(BaseModel):
    """What is not named stays as it is. Empty are no description, no tags, no colour."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = None
    description: str | None = None
    tags: Sequence[str] | None = None
    colour: str | None = None


@router.patch("", status_code=204)
async def change_sound(
    sound_id: UUID, body: Labels, given_by: GivenBy, server: Server, response: Response
) -> None:
    """Give it another title, description, tags, colour: all that is named, or nothing."""
    command = ChangeLabels(sound_id, body.title, body.description, body.tags, body.colour)
    tell_position(response, await server.executor.execute(command, given_by))


async def _given_by_owner_or_host(
    sound_id: UUID, access: Member, given_by: GivenBy, server: Server
) -> Envelope:
    """Raises NotYoursError. Who acts as a host must still be one when the command's turn comes."""
    found = await server.queries.ask(sound, sound_id)
    if found is None:
        raise AbsentError(f"There is no Sound {sound_id}.")
    if found.registered_by == access.user_id:
        return given_by
    if not allows(access, Needs.ADMIN):
        raise NotYoursError("Only whoever brought this sound in, or a host, may do this.")
    return replace(given_by, as_host=access.as_host)


GivenByOwnerOrHost = Annotated[Envelope, Depends(_given_by_owner_or_host)]


@router.delete("", status_code=204, dependencies=[Depends(caught_up("sounds"))])
async def trash_sound(
    sound_id: UUID, given_by: GivenByOwnerOrHost, server: Server, response: Response
) -> None:
    """Move it to the trash, where nobody plays it. Its file, its plays and its counts stay."""
    tell_position(response, await server.executor.execute(TrashSound(sound_id), given_by))


@router.post("/restore", status_code=204, dependencies=[Depends(caught_up("sounds"))])
async def restore_sound(
    sound_id: UUID, given_by: GivenByOwnerOrHost, server: Server, response: Response
) -> None:
    """Take it out of the trash, as it was."""
    tell_position(response, await server.executor.execute(RestoreSound(sound_id), given_by))


@router.put("/favourite", status_code=204)
async def add_favourite(sound_id: UUID, given_by: GivenBy, server: Server, response: Response) -> None:
    """Make it one of your favourites."""
    command = AddFavourite(given_by.actor_id, sound_id)
    tell_position(response, await server.executor.execute(command, given_by))


@router.delete("/favourite", status_code=204)
async def remove_favourite(sound_id: UUID, given_by: GivenBy, server: Server, response: Response) -> None:
    """It is none of your favourites any more."""
    command = RemoveFavourite(given_by.actor_id, sound_id)
    tell_position(response, await server.executor.execute(command, given_by))
