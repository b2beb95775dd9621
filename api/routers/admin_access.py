"""How people get in, as far as a host has a say: invitations, forgotten passwords, sessions, API tokens."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel

from api.bodies import AskedReason, Why
from api.dependencies import GivenBy, GivenByHost, Member, Server, ensure_fresh, tell_position
from api.doors import doors
from api.open_sessions import OpenSession, TokenEntry, open_session, token_entry
from api.problems import AbsentError
from api.themselves import ensure_another
from application.accounts.commands import Invite
from application.accounts.people import open_account
from application.sign_in.commands import EndSession, OfferReset, RevokeToken

BY_HOST = "by_host"

router = doors("/admin", "admin")


class Invitation(BaseModel):
    """`invitation` is shown here, and never again."""

    invitation_id: UUID
    invitation: str
    expires_at: datetime


class PasswordReset(BaseModel):
    """`token` is shown here, and never again."""

    token: str
    expires_at: datetime


@router.post("/invitations", status_code=201)
async def invite(body: Why, given_by: GivenBy, server: Server, response: Response) -> Invitation:
    """Let somebody open an account, also where registration is closed. It is good for one, for a week."""
    invitation_id = given_by.command_id
    answered = await server.executor.execute(Invite(invitation_id, body.reason), given_by)
    link = server.links.invitation(invitation_id, given_by.actor_id)
    tell_position(response, answered)
    response.headers["Cache-Control"] = "no-store"
    return Invitation(invitation_id=invitation_id, invitation=link.token, expires_at=link.expires_at)


@router.post("/users/{user_id}/password-reset", status_code=201)
async def offer_password_reset(
    user_id: UUID, body: Why, access: Member, given_by: GivenBy, server: Server, response: Response
) -> PasswordReset:
    """Let somebody choose another password, with a fresh login. It is good once, for a day, and voids the one
    before.
    """
    ensure_another(user_id, access)
    ensure_fresh(access)
    answered = await server.executor.execute(OfferReset(user_id, body.reason), given_by)
    link = server.links.reset(user_id, answered.answer.offer, given_by.actor_id)
    tell_position(response, answered)
    response.headers["Cache-Control"] = "no-store"
    return PasswordReset(token=link.token, expires_at=link.expires_at)


@router.get("/users/{user_id}/sessions")
async def list_sessions_of_user(user_id: UUID, access: Member, server: Server) -> Sequence[OpenSession]:
    """Where somebody is signed in, the last used first."""
    await asyncio.to_thread(open_account, server.soundboard, user_id)
    found = await asyncio.to_thread(server.sessions.living, user_id)
    return [open_session(each, this=access.credential_id) for each in found]


@router.delete("/users/{user_id}/sessions/{session_id}", status_code=204)
async def end_session_of_user(
    user_id: UUID,
    session_id: UUID,
    reason: AskedReason,
    given_by: GivenByHost,
    server: Server,
    response: Response,
) -> None:
    """Sign somebody out there."""
    session = await asyncio.to_thread(server.session_table.find, session_id)
    if session is None or session.user_id != user_id:
        raise AbsentError("There is no such session.")
    command = EndSession(user_id, session_id, BY_HOST, reason)
    tell_position(response, await server.executor.execute(command, given_by))


@router.get("/users/{user_id}/tokens")
async def list_tokens_of_user(user_id: UUID, server: Server) -> Sequence[TokenEntry]:
    """Somebody's API tokens, the newest first, and when each was used last."""
    await asyncio.to_thread(open_account, server.soundboard, user_id)
    found = await asyncio.to_thread(server.api_tokens.of_user, user_id)
    return [token_entry(each) for each in found]


@router.delete("/users/{user_id}/tokens/{token_id}", status_code=204)
async def revoke_token_of_user(
    user_id: UUID,
    token_id: UUID,
    reason: AskedReason,
    given_by: GivenByHost,
    server: Server,
    response: Response,
) -> None:
    """It is refused from now on."""
    command = RevokeToken(user_id, token_id, reason)
    tell_position(response, await server.executor.execute(command, given_by))
