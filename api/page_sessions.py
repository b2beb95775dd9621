"""The session of a browser: the cookies that carry it, and what the browser calls itself."""

import asyncio
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from api import cookies
from api.dependencies import access_of
from api.origins import ensure_ours
from api.permissions import Needs
from api.presented import presented_by
from api.problems import AccountDisabledError, UnauthenticatedError
from application.command import Answered
from infrastructure.container import Container
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


async def end_shown_sessions(
    server: Container, request: Request, refresh_token: str | None
) -> Answered[None] | None:
    """Every one that is named by a bearer token, by the page's cookies or by `refresh_token`; None where none
    of these is good any more.

    Raises ForeignOriginError or ScopeMissingError, before any session has ended.
    """
    with suppress(UnauthenticatedError, AccountDisabledError):
        await access_of(request, Needs.ACCOUNT)
    by_cookie = [cookies.cookie(request, name) for name in (cookies.ACCESS, cookies.REFRESH)]
    if any(by_cookie):
        ensure_ours(request, server.settings.allowed_origins, must_say=True)
    shown = presented_by(request)
    answers = [
        await server.sessions.end_by(token)
        for token in {shown and shown.token, *by_cookie, refresh_token}
        if token
    ]
    return max(filter(None, answers), key=lambda each: each.position, default=None)


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
