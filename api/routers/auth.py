"""Getting in and out: register, sign in, stay signed in, sign out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, Field, SecretStr

from api import cookies
from api.attempts import count_refresh, count_registration, login_attempt, remember_device
from api.bodies import Strict
from api.dependencies import Member, Server, tell_position
from api.doors import doors
from api.origins import ensure_ours
from api.page_sessions import begin_session, clear_session_cookies, end_shown_sessions, set_session_cookies
from api.people import GivenPassword, Name, NewPassword
from api.problems import (
    InvalidLinkError,
    UnauthenticatedError,
    WrongCredentialsError,
)
from api.registration import NOT_GOOD, TOKEN_LENGTH_MAX, USED, ensure_may_register, invitation_in
from api.resets import chosen_by, reset_in
from application.claims import INVITATION
from application.command import envelope
from application.errors import NotHostError
from application.sign_in.commands import SignOutEverywhere
from domain.errors import AlreadyClaimedError
from infrastructure.container import Container
from infrastructure.identity.email_addresses import EMAIL_LENGTH_MAX, Email, as_registered
from infrastructure.identity.sessions import Granted
from infrastructure.identity.signed_tokens import InvalidTokenError

router = doors("/auth", "auth")


class NewMember(Strict):
    name: Name
    email: Email
    password: NewPassword
    invitation: Annotated[SecretStr | None, Field(max_length=TOKEN_LENGTH_MAX)] = None


class Registered(BaseModel):
    user_id: UUID


class Credentials(Strict):
    """`cookies` is for pages: the tokens come as cookies that no script can read, and not in the answer."""

    email: Annotated[str, Field(max_length=EMAIL_LENGTH_MAX)]
    password: GivenPassword
    cookies: bool = False


class RefreshBody(Strict):
    """A page sends none: its token is in a cookie, and so is the next."""

    refresh_token: Annotated[SecretStr | None, Field(max_length=TOKEN_LENGTH_MAX)] = None


class SignedIn(BaseModel):
    """`expires_at` is the access token's; the refresh token gets the next one, once."""

    user_id: UUID
    access_token: str | None
    refresh_token: str | None
    token_type: str
    expires_at: datetime


class NewPasswordByLink(Strict):
    token: Annotated[SecretStr, Field(max_length=TOKEN_LENGTH_MAX)]
    password: NewPassword


@router.post("/register", status_code=201)
async def register(body: NewMember, server: Server, request: Request, response: Response) -> Registered:
    """Open an account. It begins with a few credits."""
    given = None if body.invitation is None else body.invitation.get_secret_value()
    invitation = await invitation_in(server, given)
    ensure_may_register(server, invitation)
    await count_registration(request)
    command = await server.accounts.registration(
        name=body.name,
        email=body.email,
        password=body.password.get_secret_value(),
        invitation=invitation,
    )
    try:
        answered = await server.executor.execute(command, envelope(command.user_id))
    except AlreadyClaimedError as error:
        if error.kind == INVITATION:
            raise InvalidLinkError(USED) from None
        raise
    except NotHostError:
        raise InvalidLinkError(NOT_GOOD) from None
    tell_position(response, answered)
    return Registered(user_id=answered.answer.user_id)


@router.post("/login")
async def login(body: Credentials, server: Server, request: Request, response: Response) -> SignedIn:
    """Sign in with e-mail and password; the access token goes into `Authorization: Bearer …`."""
    ensure_ours(request, server.settings.allowed_origins, must_say=False)
    email = as_registered(body.email)
    async with login_attempt(request, email) as attempt:
        user = await server.accounts.signed_in(email=email, password=body.password.get_secret_value())
        attempt.has_succeeded = user is not None
    if user is None:
        raise WrongCredentialsError("E-mail or password is wrong.")
    granted = await begin_session(server, request, user)
    remember_device(request, response, user.user_id, user.epoch)
    return signed_in_answer(server, request, response, granted, by_cookie=body.cookies)


@router.post("/refresh")
async def refresh(
    server: Server, request: Request, response: Response, body: RefreshBody | None = None
) -> SignedIn:
    """The next access token, and the next refresh token: the one before is worth nothing soon after."""
    given = None if body is None else body.refresh_token
    by_cookie = given is None
    token = cookies.cookie(request, cookies.REFRESH) if given is None else given.get_secret_value()
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
async def logout(
    server: Server, request: Request, response: Response, body: RefreshBody | None = None
) -> None:
    """End every session that is shown: its tokens are refused. Who is signed out already is so."""
    ensure_ours(request, server.settings.allowed_origins, must_say=False)
    given = None if body is None or body.refresh_token is None else body.refresh_token.get_secret_value()
    ended = await end_shown_sessions(server, request, given)
    if ended is not None:
        tell_position(response, ended)
    clear_session_cookies(request, response)


@router.post("/logout/everywhere", status_code=204)
async def logout_everywhere(access: Member, server: Server, request: Request, response: Response) -> None:
    """End all sessions of this account. API tokens stay."""
    command = SignOutEverywhere(access.user_id)
    tell_position(response, await server.executor.execute(command, envelope(access.user_id)))
    clear_session_cookies(request, response)


@router.post("/password/reset", status_code=204)
async def reset_password(
    body: NewPasswordByLink, server: Server, request: Request, response: Response
) -> None:
    """Choose another password with the link that the host gave you. It is good once."""
    link = await reset_in(server, body.token.get_secret_value())
    password_hash = await server.accounts.hashed(body.password.get_secret_value())
    answered = await chosen_by(server, link, password_hash)
    tell_position(response, answered)
    remember_device(request, response, link.user_id, answered.answer.epoch)


def signed_in_answer(
    server: Container, request: Request, response: Response, granted: Granted, *, by_cookie: bool
) -> SignedIn:
    if by_cookie:
        set_session_cookies(server, request, response, granted)
    response.headers["Cache-Control"] = "no-store"
    return SignedIn(
        user_id=granted.user_id,
        access_token=None if by_cookie else granted.access_token,
        refresh_token=None if by_cookie else granted.refresh_token,
        token_type="cookie" if by_cookie else "bearer",
        expires_at=granted.expires_at,
    )
