"""The session of a browser: the cookies that carry it, and what the browser calls itself."""

import asyncio
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from api import cookies
from api.dependencies import access_of
from api.origins import ensure_ours
from api.permissions import Needs
from api.problems import AccountDisabledError, UnauthenticatedError
from application.command import Answered
from infrastructure.composition import Container
from infrastructure.identity.accounts import SignedInUser
from infrastructure.identity.sessions import Granted
from infrastructure.identity.signed_tokens import InvalidTokenError


async def begin_session(server: Container, request: Request, user: SignedInUser) -> Granted:
    """Raises AccountDisabledError; UnauthenticatedError for who was erased meanwhile."""
    if await asyncio.to_thread(server.access.is_disabled, user.user_id):
        raise AccountDisabledError("This account is disabled. Ask the host.")
    try:
        return await server.sessions.begin(user.user_id, user.epoch, device_of(request))
    except InvalidTokenError as error:
        raise UnauthenticatedError(str(error)) from None


async def end_shown_session(server: Container, request: Request) -> Answered[None] | None:
    """Of the access token; where that has expired, of the page's refresh cookie. None where neither is good.

    Raises ForeignOriginError or ScopeMissingError.
    """
    with suppress(UnauthenticatedError, AccountDisabledError):
        access = await access_of(request, Needs.ACCOUNT)
        return await server.sessions.end(access.user_id, access.credential_id)
    token = cookies.cookie(request, cookies.REFRESH)
    if token is None:
        return None
    ensure_ours(request, server.settings.allowed_origins, must_say=True)
    return await server.sessions.end_by(token)


def set_session_cookies(server: Container, request: Request, response: Response, granted: Granted) -> None:
    access_seconds = 60 * server.settings.access_token_expire_minutes
    refresh_seconds = int(server.sessions.life.total_seconds())
    cookies.set_cookie(response, request, cookies.ACCESS, granted.access_token, access_seconds)
    cookies.set_cookie(response, request, cookies.REFRESH, granted.refresh_token, refresh_seconds)


def clear_session_cookies(request: Request, response: Response) -> None:
    for name in (cookies.ACCESS, cookies.REFRESH):
        cookies.clear_cookie(response, request, name)


def device_of(request: Request) -> str:
    """What the browser calls itself, so that people know their sessions apart."""
    named = request.headers.get("user-agent", "")
    return "".join(each for each in named if each.isprintable())
