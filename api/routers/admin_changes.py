"""What a host changes of somebody's account, and why."""

import asyncio
from typing import Annotated, Self
from uuid import UUID

from fastapi import Response
from pydantic import Field, StrictInt, model_validator

from api.bodies import Reason, Strict, Why
from api.dependencies import GivenBy, GivenByHost, Member, Server, ensure_fresh, tell_position
from api.doors import doors
from api.people import Name
from api.routers.admin_tariff import PLAN_NAME_LENGTH_MAX
from application.accounts.commands import (
    ChangePlan,
    ChangeRole,
    ChangeUser,
    DisableUser,
    EnableUser,
    RenameUser,
)
from application.credits.commands import CreditsGranted, GrantCredits
from domain.credit_ledger import GRANT_MAX
from domain.values import Role

router = doors("/admin/users/{user_id}", "admin")


class UserChanges(Strict):
    """What is named is changed: all of it, or none."""

    name: Name | None = None
    role: Role | None = None
    plan: Annotated[str, Field(min_length=1, max_length=PLAN_NAME_LENGTH_MAX)] | None = None
    reason: Reason

    @model_validator(mode="after")
    def changes_something(self) -> Self:
        if self.name is None and self.role is None and self.plan is None:
            raise ValueError("name a name, a role or a plan")
        return self


class Grant(Strict):
    amount: Annotated[StrictInt, Field(ge=1, le=GRANT_MAX)]
    reason: Reason


@router.patch("", status_code=204)
async def change_user(
    user_id: UUID,
    body: UserChanges,
    access: Member,
    given_by: GivenByHost,
    server: Server,
    response: Response,
) -> None:
    """Another name, role or plan; a role needs a fresh login. Asking again changes nothing, so there is no
    Idempotency-Key.
    """
    if body.role is not None:
        ensure_fresh(access)
    changes: list[RenameUser | ChangeRole | ChangePlan] = []
    if body.name is not None:
        renaming = server.accounts.renaming
        changes.append(await asyncio.to_thread(renaming, user_id, body.name, body.reason))
    if body.role is not None:
        changes.append(ChangeRole(user_id, body.role, body.reason))
    if body.plan is not None:
        changes.append(ChangePlan(user_id, body.plan, body.reason))
    answered = await server.executor.execute(ChangeUser(changes), given_by)
    tell_position(response, answered)


@router.post("/disable", status_code=204)
async def disable_user(
    user_id: UUID, body: Why, given_by: GivenBy, server: Server, response: Response
) -> None:
    """Close an account: whatever its owner is signed in by is refused from now on."""
    command = DisableUser(user_id, body.reason)
    tell_position(response, await server.executor.execute(command, given_by))


@router.post("/enable", status_code=204)
async def enable_user(
    user_id: UUID, body: Why, access: Member, given_by: GivenBy, server: Server, response: Response
) -> None:
    """Open a closed account again; with a fresh login, as it may be that of a host."""
    ensure_fresh(access)
    command = EnableUser(user_id, body.reason)
    tell_position(response, await server.executor.execute(command, given_by))


@router.post("/credits/grant")
async def grant_credits(
    user_id: UUID, body: Grant, given_by: GivenBy, server: Server, response: Response
) -> CreditsGranted:
    """Give credits, with the reason that will stand on the statement."""
    answered = await server.executor.execute(GrantCredits(user_id, body.amount, body.reason), given_by)
    tell_position(response, answered)
    return answered.answer
