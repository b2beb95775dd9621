"""Getting in and out: register, sign in, stay signed in, sign out."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, Field, SecretStr

from api import cookies
from api.attempts import count_refresh, count_registration, login_attempt
from api.dependencies import Member, Server, tell_position
from api.doors import doors
from api.origins import ensure_ours
from api.people import EMAIL_LENGTH_MAX, Email, GivenPassword, Name, NewPassword
from api.problems import (
    AccountDisabledError,
    InvalidLinkError,
    RegistrationClosedError,
    UnauthenticatedError,
    WrongCredentialsError,
)
from application.command import envelope
from application.sign_in.commands import ResetPassword, SignOutEverywhere
from infrastructure.composition import Container
from infrastructure.identity.sessions import Granted
from infrastructure.identity.signed_tokens import InvalidTokenError

TOKEN_LENGTH_MAX = 2_048

router = doors("/auth", "auth")


class NewMember(BaseModel):
    name: Name
    email: Email
    password: NewPassword
    invitation: Annotated[SecretStr | None, Field(max_length=TOKEN_LENGTH_MAX)] = None


class Registered(BaseModel):
    user_id: UUID


class Credentials(BaseModel):
    """`cookies` is for pages: the tokens come as cookies that no script can read, and not in the answer."""

    email: Annotated[str, Field(max_length=EMAIL_LENGTH_MAX)]
    password: GivenPassword
    cookies: bool = False


class RefreshBody(BaseModel):
    """Without a token, the cookie is taken, and cookies come back."""

    refresh_token: Annotated[SecretStr | None, Field(max_length=TOKEN_LENGTH_MAX)] = None


class SignedIn(BaseModel):
    """`expires_at` is the access token's; the refresh token gets the next one, once."""

    user_id: UUID
    access_token: str | None
    refresh_token: str | None
    token_type: str
    expires_at: datetime


class NewPasswordByLink(BaseModel):
    token: Annotated[SecretStr, Field(max_length=TOKEN_LENGTH_MAX)]
    password: NewPassword


@router.post("/register", status_code=201)
async def register(body: NewMember, server: Server, request: Request, response: Response) -> Registered:
    """Open an account. It begins with a few credits."""
    invitation = _invitation(server, body)
    await count_registration(request)
    command = await server.accounts.registration(
        name=body.name,
        email=body.email,
        password=body.password.get_secret_value(),
        invitation=invitation,
    )
    answered = await server.executor.execute(command, envelope(command.user_id))
    tell_position(response, answered)
    return Registered(user_id=answered.answer.user_id)


@router.post("/login")
async def login(body: Credentials, server: Server, request: Request, response: Response) -> SignedIn:
    """Sign in with e-mail and password; the access token goes into `Authorization: Bearer …`."""
    ensure_ours(request, server.settings.allowed_origins, must_say=False)
    async with login_attempt(request, response, body.email) as attempt:
        user = await server.accounts.signed_in(email=body.email, password=body.password.get_secret_value())
        attempt.has_succeeded = user is not None
    if user is None:
        raise WrongCredentialsError("E-mail or password is wrong.")
    if await asyncio.to_thread(server.access.is_disabled, user.user_id):
        raise AccountDisabledError("This account is disabled. Ask the host.")
    granted = await server.sessions.begin(user.user_id, user.epoch, device_of(request))
    return signed_in_answer(server, request, response, granted, by_cookie=body.cookies)


@router.post("/refresh")
async def refresh(body: RefreshBody, server: Server, request: Request, response: Response) -> SignedIn:
    """The next access token, and the next refresh token: the one before is worth nothing soon after."""
    by_cookie = body.refresh_token is None
    token = (
        cookies.cookie(request, cookies.REFRESH)
        if body.refresh_token is None
        else body.refresh_token.get_secret_value()
    )
    if token is None:
        raise UnauthenticatedError("Sign in first: there is no refresh token.")
    ensure_ours(request, server.settings.allowed_origins, must_say=by_cookie)
    try:
        await count_refresh(request, str(server.sessions.named_by(token)))
        granted = await server.sessions.refresh(token)
    except InvalidTokenError as error:
        raise UnauthenticatedError(str(error)) from None
    return signed_in_answer(server, request, response, granted, by_cookie=by_cookie)


@router.post("/logout", status_code=204)
async def logout(access: Member, server: Server, request: Request, response: Response) -> None:
    """End this session: its tokens are refused from now on."""
    await server.sessions.end(access.user_id, access.credential_id)
    _clear_cookies(request, response)


@router.post("/logout/everywhere", status_code=204)
async def logout_everywhere(access: Member, server: Server, request: Request, response: Response) -> None:
    """End all sessions of this account. API tokens stay."""
    command = SignOutEverywhere(access.user_id)
    tell_position(response, await server.executor.execute(command, envelope(access.user_id)))
    _clear_cookies(request, response)


@router.post("/password/reset", status_code=204)
async def reset_password(body: NewPasswordByLink, server: Server, response: Response) -> None:
    """Choose another password with the link that the host gave you. It is good once."""
    try:
        link = server.links.resetting(body.token.get_secret_value())
    except InvalidTokenError:
        raise InvalidLinkError("This link is not, or no longer, good. Ask the host for another.") from None
    password_hash = await server.accounts.hashed(body.password.get_secret_value())
    command = ResetPassword(link.user_id, link.offer, password_hash)
    tell_position(response, await server.executor.execute(command, envelope(link.user_id)))


def _invitation(server: Container, body: NewMember) -> UUID | None:
    """Raises RegistrationClosedError or InvalidLinkError."""
    if body.invitation is not None:
        try:
            return server.links.invited(body.invitation.get_secret_value())
        except InvalidTokenError:
            raise InvalidLinkError("This invitation is not, or no longer, good.") from None
    match server.settings.registration:
        case "open":
            return None
        case "invitation":
            raise RegistrationClosedError("Registration is by invitation here. Ask the host for one.")
        case _:
            raise RegistrationClosedError("Registration is closed here. Ask the host.")


def signed_in_answer(
    server: Container, request: Request, response: Response, granted: Granted, *, by_cookie: bool
) -> SignedIn:
    if by_cookie:
        access_seconds = 60 * server.settings.access_token_expire_minutes
        refresh_seconds = int(server.sessions.life.total_seconds())
        cookies.set_cookie(response, request, cookies.ACCESS, granted.access_token, access_seconds)
        cookies.set_cookie(response, request, cookies.REFRESH, granted.refresh_token, refresh_seconds)
    response.headers["Cache-Control"] = "no-store"
    return SignedIn(
        user_id=granted.user_id,
        access_token=None if by_cookie else granted.access_token,
        refresh_token=None if by_cookie else granted.refresh_token,
        token_type="cookie" if by_cookie else "bearer",
        expires_at=granted.expires_at,
    )


def device_of(request: Request) -> str:
    """What the browser calls itself, so that people know their sessions apart."""
    named = request.headers.get("user-agent", "")
    return "".join(each for each in named if each.isprintable())


def _clear_cookies(request: Request, response: Response) -> None:
    for name in (cookies.ACCESS, cookies.REFRESH):
        cookies.clear_cookie(response, request, name)
