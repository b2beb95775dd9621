"""The host's doors: people, credits, read models."""

import asyncio
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response
from pydantic import BaseModel, Field, StrictInt

from api.dependencies import GivenBy, Member, Server, caught_up, tell_position
from api.doors import doors
from api.paging import Cursor, Limit, Offset, Page, cursor_of, number_at
from api.routers.auth import NewMember, Registered
from application.accounts.commands import DisableUser, EnableUser
from application.command import envelope
from application.credits.commands import CreditsGranted, GrantCredits
from domain.credit_ledger import GRANT_MAX
from domain.reasons import REASON_LENGTH_MAX
from domain.values import Role
from infrastructure.read_store.status import GenerationStatus
from infrastructure.verification import Findings
from projections.members.queries import Member as Person
from projections.members.queries import members

router = doors("/admin", "admin")


Reason = Annotated[str, Field(min_length=1, max_length=REASON_LENGTH_MAX)]


class Grant(BaseModel):
    amount: Annotated[StrictInt, Field(ge=1, le=GRANT_MAX)]
    reason: Reason


class Why(BaseModel):
    reason: Reason


class NewUser(NewMember):
    role: Role = Role.MEMBER


@router.get("/users", dependencies=[Depends(caught_up("members"))])
async def list_users(
    server: Server, cursor: Cursor = None, limit: Limit = 50, offset: Offset = 0
) -> Page[Person]:
    """Everybody with an account, newest first."""
    found = await server.queries.ask(members, number_at(cursor), limit, offset)
    return Page(items=list(found), next=cursor_of(found[-1].position) if len(found) == limit else None)


@router.post("/users", status_code=201)
async def add_user(body: NewUser, access: Member, server: Server, response: Response) -> Registered:
    """Open an account for somebody, also where registration is closed."""
    command = await server.accounts.registration(
        name=body.name, email=body.email, password=body.password.get_secret_value(), role=body.role
    )
    answered = await server.executor.execute(command, envelope(access.user_id))
    tell_position(response, answered)
    return Registered(user_id=answered.answer.user_id)


@router.post("/users/{user_id}/credits/grant")
async def grant_credits(
    user_id: UUID, body: Grant, given_by: GivenBy, server: Server, response: Response
) -> CreditsGranted:
    """Give credits, with the reason that will stand on the statement."""
    answered = await server.executor.execute(GrantCredits(user_id, body.amount, body.reason), given_by)
    tell_position(response, answered)
    return answered.answer


@router.post("/users/{user_id}/disable", status_code=204)
async def disable_user(
    user_id: UUID, body: Why, given_by: GivenBy, server: Server, response: Response
) -> None:
    """Close an account: whatever its owner is signed in by is refused from now on."""
    command = DisableUser(user_id, body.reason)
    tell_position(response, await server.executor.execute(command, given_by))


@router.post("/users/{user_id}/enable", status_code=204)
async def enable_user(
    user_id: UUID, body: Why, given_by: GivenBy, server: Server, response: Response
) -> None:
    """Open a closed account again."""
    command = EnableUser(user_id, body.reason)
    tell_position(response, await server.executor.execute(command, given_by))


@router.get("/projections")
async def list_projections(server: Server) -> Sequence[GenerationStatus]:
    """Every read model's generations: how far each is, and what ails it."""
    return await asyncio.to_thread(server.follower.generations)


class RebuildBegun(BaseModel):
    name: str
    number: int


@router.post("/projections/{name}/rebuild", status_code=202)
async def rebuild_projection(name: str, server: Server) -> RebuildBegun:
    """Build a read model anew beside the one that is read, compare, and switch."""
    return RebuildBegun(name=name, number=await asyncio.to_thread(server.follower.rebuild, name))


@router.post("/projections/{name}/cancel", status_code=204)
async def cancel_rebuild(name: str, server: Server) -> None:
    """Throw away the generation that is being built."""
    await asyncio.to_thread(server.follower.cancel, name)


@router.post("/projections/{name}/switch-back", status_code=204)
async def switch_projection_back(name: str, server: Server) -> None:
    """Read the generation before this one again."""
    await asyncio.to_thread(server.follower.switch_back, name)


@router.post("/verify")
async def verify_everything(server: Server) -> Findings:
    """Replay every ledger and rebuild every read model on the side, and compare."""
    return await asyncio.to_thread(server.verification.verify)
