"""What members do to sounds beside playing them: label, like, throw away, bring back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from api.bodies import Strict
from api.dependencies import GivenBy, Member, Server, caught_up, tell_position
from api.doors import doors
from api.permissions import Needs, allows
from api.problems import AbsentError, NotYoursError
from application.command import Envelope
from application.sounds.commands import AddFavourite, ChangeLabels, RemoveFavourite, RestoreSound, TrashSound
from infrastructure.identity.access import Access
from projections.sounds.queries import sound

router = doors("/sounds/{sound_id}", "sounds")


class Labels(Strict):
    """What is not named stays as it is. Empty are no description, no tags, no colour."""

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


@dataclass(frozen=True)
class Asking:
    """Who wants to throw a sound away or to have it back: one of the two, or both."""

    is_owner: bool
    is_host: bool
    given_by: Envelope
    access: Access

    def given(self, *, by_host: bool) -> Envelope:
        """Who acts as a host must still be one when the command's turn comes."""
        return replace(self.given_by, as_host=self.access.as_host) if by_host else self.given_by


async def _owner_or_host(sound_id: UUID, access: Member, given_by: GivenBy, server: Server) -> Asking:
    """Raises NotYoursError."""
    found = await server.queries.ask(sound, sound_id)
    if found is None:
        raise AbsentError(f"There is no Sound {sound_id}.")
    asking = Asking(found.registered_by == access.user_id, allows(access, Needs.ADMIN), given_by, access)
    if not asking.is_owner and not asking.is_host:
        raise NotYoursError("Only whoever brought this sound in, or a host, may do this.")
    return asking


OwnerOrHost = Annotated[Asking, Depends(_owner_or_host)]


@router.delete("", status_code=204, dependencies=[Depends(caught_up("sounds"))])
async def trash_sound(sound_id: UUID, asking: OwnerOrHost, server: Server, response: Response) -> None:
    """Move it to the trash, where nobody plays it. Its file, its plays and its counts stay."""
    by_host = not asking.is_owner
    command = TrashSound(sound_id, by_host=by_host)
    tell_position(response, await server.executor.execute(command, asking.given(by_host=by_host)))


@router.post("/restore", status_code=204, dependencies=[Depends(caught_up("sounds"))])
async def restore_sound(sound_id: UUID, asking: OwnerOrHost, server: Server, response: Response) -> None:
    """Take it out of the trash, as it was. What a host threw away a host restores."""
    by_host = asking.is_host
    command = RestoreSound(sound_id, by_host=by_host)
    tell_position(response, await server.executor.execute(command, asking.given(by_host=by_host)))


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
