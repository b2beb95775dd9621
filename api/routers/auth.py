"""Who are you? Register, sign in, and see how the board knows you."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AfterValidator, BaseModel, EmailStr, Field, SecretStr, StringConstraints

from api.attempts import count_registration, login_attempt
from api.dependencies import Member, Server, caught_up, tell_position
from api.problems import (
    AccountDisabledError,
    RegistrationClosedError,
    UnauthenticatedError,
    WrongCredentialsError,
)
from application.command import envelope
from domain.values import Role
from infrastructure.identity.passwords import PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN
from projections.members.queries import member

NAME_LENGTH_MAX = 40

router = APIRouter(prefix="/auth", tags=["auth"])


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("only printable characters")
    return text


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LENGTH_MAX),
    AfterValidator(_printable),
]


def _is_text(password: SecretStr) -> SecretStr:
    """JSON can name half of a character, which no hash can take."""
    try:
        password.get_secret_value().encode()
    except UnicodeEncodeError:
        raise ValueError("This is not text.") from None
    return password


class NewMember(BaseModel):
    name: Name
    email: EmailStr
    password: Annotated[
        SecretStr,
        Field(min_length=PASSWORD_LENGTH_MIN, max_length=PASSWORD_LENGTH_MAX),
        AfterValidator(_is_text),
    ]


class Registered(BaseModel):
    user_id: UUID


class Credentials(BaseModel):
    email: Annotated[str, Field(max_length=320)]
    password: Annotated[SecretStr, Field(max_length=PASSWORD_LENGTH_MAX), AfterValidator(_is_text)]


class SignedIn(BaseModel):
    access_token: str
    token_type: str
    expires_at: datetime


class Me(BaseModel):
    user_id: UUID
    name: str
    email: str
    role: Role


@router.post("/register", status_code=201)
async def register(body: NewMember, server: Server, request: Request, response: Response) -> Registered:
    """Open an account. It begins with a few credits."""
    if not server.settings.registration_open:
        raise RegistrationClosedError("Registration is closed here. Ask the host.")
    await count_registration(request)
    command = await server.accounts.registration(
        name=body.name,
        email=body.email,
        password=body.password.get_secret_value(),
        role=Role.MEMBER,
    )
    answered = await server.executor.execute(command, envelope(command.user_id))
    tell_position(response, answered)
    return Registered(user_id=answered.answer.user_id)


@router.post("/login")
async def login(body: Credentials, server: Server, request: Request, response: Response) -> SignedIn:
    """Sign in with e-mail and password; the token goes into `Authorization: Bearer …`."""
    async with login_attempt(request, response, body.email) as attempt:
        user_id = await server.accounts.signed_in(email=body.email, password=body.password.get_secret_value())
        attempt.has_succeeded = user_id is not None
    if user_id is None:
        raise WrongCredentialsError("E-mail or password is wrong.")
    access = await asyncio.to_thread(server.access.look_up, user_id)
    if access is not None and access.is_disabled:
        raise AccountDisabledError("This account is disabled. Ask the host.")
    token, expires_at = server.tokens.issue(user_id)
    return SignedIn(access_token=token, token_type="bearer", expires_at=expires_at)  # noqa: S106 - RFC 6750's word


@router.get("/me", dependencies=[Depends(caught_up("members"))])
async def me(access: Member, server: Server) -> Me:
    """The account behind the token."""
    found = await server.queries.ask(member, access.user_id)
    if found is None:
        raise UnauthenticatedError("This account is not known here.")
    return Me(user_id=found.user_id, name=found.name, email=found.email, role=Role(found.role))
