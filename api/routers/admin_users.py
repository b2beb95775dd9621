"""The host's doors to people: who there is, and who comes."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import Depends, Query, Response
from pydantic import BaseModel, model_validator

from api.bodies import Reason, Strict
from api.dependencies import GivenByHost, Member, Server, caught_up, ensure_fresh, tell_position
from api.doors import doors
from api.paging import Cursor, Limit, Offset, Page, cursor_of, number_at
from api.people import Name, NewPassword, Sought
from api.routers.admin_tariff import PLAN_NAME_LENGTH_MAX
from api.routers.auth import Registered
from api.routers.credits import BalanceView
from application.accounts.people import open_account
from application.errors import NotFoundError
from domain.identifiers import sign_in_id
from domain.sign_in import SignIn
from domain.user_account import UserAccount
from domain.values import Role
from infrastructure.container import Container
from infrastructure.identity.email_addresses import Email
from projections.credits.queries import Balance, balance
from projections.members.queries import Member as Person
from projections.members.queries import member, members

router = doors("/admin/users", "admin")

PlanName = Annotated[Sought, Query(max_length=PLAN_NAME_LENGTH_MAX)]
Search = Annotated[Sought | None, Query(description="a part of a name or an e-mail address")]
State = Literal["active", "disabled"]


class NewUser(Strict):
    name: Name
    email: Email
    password: NewPassword
    role: Role = Role.MEMBER
    reason: Reason | None = None
    """Needed for another host: it is a change of role like any other."""

    @model_validator(mode="after")
    def hosts_have_a_reason(self) -> Self:
        if self.role is Role.ADMIN and self.reason is None:
            raise ValueError("a reason, for a host")
        return self


class WaysIn(BaseModel):
    has_password: bool
    providers: list[str]
    sessions: int


class UserView(BaseModel):
    user_id: UUID
    name: str
    email: str
    role: Role
    plan: str
    is_disabled: bool
    registered_at: datetime
    credits: BalanceView
    ways_in: WaysIn


@router.get("", dependencies=[Depends(caught_up("members"))], include_in_schema=False)
@router.get("/", dependencies=[Depends(caught_up("members"))])
async def list_users(
    server: Server,
    search: Search = None,
    plan: PlanName | None = None,
    state: State | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[Person]:
    """Everybody with an account, newest first."""
    found = await server.queries.ask(
        members,
        number_at(cursor),
        limit,
        offset,
        search=search,
        plan=plan,
        is_disabled=None if state is None else state == "disabled",
    )
    return Page(items=list(found), next=cursor_of(found[-1].position) if len(found) == limit else None)


@router.post("", status_code=201, include_in_schema=False)
@router.post("/", status_code=201)
async def add_user(
    body: NewUser, access: Member, given_by: GivenByHost, server: Server, response: Response
) -> Registered:
    """Open an account for somebody, also where registration is closed. A host's needs a fresh login."""
    if body.role is Role.ADMIN:
        ensure_fresh(access)
    command = await server.accounts.registration(
        name=body.name,
        email=body.email,
        password=body.password.get_secret_value(),
        role=body.role,
        role_reason=body.reason or "" if body.role is Role.ADMIN else "",
    )
    answered = await server.executor.execute(command, given_by)
    tell_position(response, answered)
    return Registered(user_id=answered.answer.user_id)


@router.get("/{user_id}", dependencies=[Depends(caught_up("members", "credits"))])
async def get_user(user_id: UUID, server: Server) -> UserView:
    """One person: plan, credits, and how they get in."""
    found = await server.queries.ask(member, user_id)
    if found is None:
        raise NotFoundError(UserAccount, user_id)
    ways_in = await asyncio.to_thread(_ways_in, server, user_id)
    held = await server.queries.ask(balance, user_id) or Balance(user_id, 0, 0)
    credits = BalanceView(balance=held.balance, reserved=held.reserved, spendable=held.spendable)
    return UserView.model_validate({**asdict(found), "credits": credits, "ways_in": ways_in})


def _ways_in(server: Container, user_id: UUID) -> WaysIn:
    """Raises NotFoundError, also for who was erased and is still listed."""
    open_account(server.soundboard, user_id)
    sign_in = server.soundboard.find(SignIn, sign_in_id(user_id))
    return WaysIn(
        has_password=not server.accounts.is_without_password(user_id),
        providers=[] if sign_in is None else sorted(sign_in.identities),
        sessions=len(server.sessions.living(user_id)),
    )
