"""The host's door for somebody who is to be forgotten."""

import asyncio
from uuid import UUID

from fastapi import Response

from api.bodies import AskedReason
from api.dependencies import GivenByHost, Member, Server, tell_position
from api.doors import doors
from api.themselves import ensure_another

router = doors("/admin", "admin")


@router.delete("/users/{user_id}", status_code=204)
async def erase_user(
    user_id: UUID,
    reason: AskedReason,
    access: Member,
    given_by: GivenByHost,
    server: Server,
    response: Response,
) -> None:
    """Erase somebody: their name, their address and whatever they were signed in by. There is no way back."""
    ensure_another(user_id, access)
    command = await asyncio.to_thread(server.accounts.erasure, user_id, reason)
    tell_position(response, await server.executor.execute(command, given_by))
