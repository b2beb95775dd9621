"""Your own account: who you are, what you are called, where you are signed in."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from api import cookies
from api.attempts import count_registration, remember_device
from api.bodies import Strict
from api.dependencies import Member, Server, caught_up, tell_position
from api.doors import doors
from api.open_sessions import OpenSession, open_session
from api.people import GivenPassword, Name, NewPassword
from api.problems import AbsentError, DoorError, UnauthenticatedError
from api.themselves import ensure_themselves
from application.command import envelope
from application.errors import ApplicationError
from application.sign_in.commands import ChangePassword
from domain.values import Role
from infrastructure.identity.email_addresses import Email
from projections.members.queries import member

UNKNOWN = "This account is not known here."

router = doors("/auth", "auth")


class Me(BaseModel):
    user_id: UUID
    name: str
    email: str
    role: Role


class NewName(Strict):
    name: Name


class NewEmail(Strict):
    """Where there is no password yet, a fresh login takes its place."""

    email: Email
    password: GivenPassword | None = None


class PasswordChange(Strict):
    """Where there is no password yet, a fresh login takes its place."""

    old: GivenPassword | None = None
    new: NewPassword


class Goodbye(Strict):
    """Where there is no password, a fresh login takes its place, and the body may be left out."""

    password: GivenPassword | None = None


@router.get("/me", dependencies=[Depends(caught_up("members"))])
async def me(access: Member, server: Server) -> Me:
    """The account behind the token."""
    found = await server.queries.ask(member, access.user_id)
    if found is None:
        raise UnauthenticatedError(UNKNOWN)
    return Me(user_id=found.user_id, name=found.name, email=found.email, role=Role(found.role))


@router.patch("/me", status_code=204)
async def rename_me(body: NewName, access: Member, server: Server, response: Response) -> None:
    """Be called something else."""
    command = await asyncio.to_thread(server.accounts.renaming, access.user_id, body.name)
    tell_position(response, await server.executor.execute(command, envelope(access.user_id)))


@router.post("/me/email", status_code=204)
async def change_my_email(
    body: NewEmail, access: Member, server: Server, request: Request, response: Response
) -> None:
    """Sign in with another address from now on."""
    await ensure_themselves(request, access, body.password)
    await count_registration(request)
    command = await asyncio.to_thread(server.accounts.email_change, access.user_id, body.email, access.asked)
    tell_position(response, await server.executor.execute(command, envelope(access.user_id)))


@router.post("/me/password", status_code=204)
async def change_my_password(
    body: PasswordChange, access: Member, server: Server, request: Request, response: Response
) -> None:
    """Choose another password. Every other session ends."""
    current = await asyncio.to_thread(server.access.of_session, access.user_id, access.credential_id)
    if current is None:
        raise UnauthenticatedError(UNKNOWN)
    await ensure_themselves(request, access, body.old)
    password_hash = await server.accounts.hashed(body.new.get_secret_value())
    command = ChangePassword(access.user_id, current.asked, password_hash)
    answered = await server.executor.execute(command, envelope(access.user_id))
    tell_position(response, answered)
    remember_device(request, response, access.user_id, answered.answer.epoch)


@router.delete("/me", status_code=204)
async def leave(
    access: Member, server: Server, request: Request, response: Response, body: Goodbye | None = None
) -> None:
    """Be erased: your name, your address and whatever you were signed in by. There is no way back."""
    try:
        await ensure_themselves(request, access, None if body is None else body.password)
        command = await asyncio.to_thread(server.accounts.erasure, access.user_id, "", access.asked)
        tell_position(response, await server.executor.execute(command, envelope(access.user_id)))
    except (DoorError, ApplicationError):
        if await asyncio.to_thread(server.access.is_gone, access.user_id):
            raise UnauthenticatedError(UNKNOWN) from None  # this was asked for more than once
        raise
    for name in (cookies.ACCESS, cookies.REFRESH, cookies.DEVICE):
        cookies.clear_cookie(response, request, name)


@router.get("/sessions")
async def list_my_sessions(access: Member, server: Server) -> Sequence[OpenSession]:
    """Where you are signed in, the last used first."""
    found = await asyncio.to_thread(server.sessions.living, access.user_id)
    return [open_session(each, this=access.credential_id) for each in found]


@router.delete("/sessions/{session_id}", status_code=204)
async def end_my_session(session_id: UUID, access: Member, server: Server, response: Response) -> None:
    """Sign out there."""
    session = await asyncio.to_thread(server.session_table.find, session_id)
    if session is None or session.user_id != access.user_id:
        raise AbsentError("There is no such session.")
    tell_position(response, await server.sessions.end(access.user_id, session_id))
