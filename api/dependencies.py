"""What routes ask for: who is asking, how fresh the answer must be, and where to ask."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import msgspec
from fastapi import Depends, Header, Request, Response, Security
from fastapi.security import HTTPBearer
from starlette.requests import HTTPConnection

from api.origins import ensure_ours, is_unsafe
from api.paging import is_position
from api.permissions import HOSTS, PERMISSIONS, Needs, allows
from api.presented import Presented, presented_by
from api.problems import (
    AccountDisabledError,
    DoorError,
    ForbiddenError,
    InvalidIdempotencyKeyError,
    InvalidPositionError,
    ScopeMissingError,
    StaleLoginError,
    UnauthenticatedError,
)
from application.command import Answered, Envelope, envelope
from domain.values import Role
from infrastructure.container import Container
from infrastructure.identity import api_tokens
from infrastructure.identity.access import Access
from infrastructure.identity.signed_tokens import InvalidTokenError

POSITION_HEADER = "Soundboard-Position"
IDEMPOTENCY_KEY_LENGTH_MAX = 255
IDEMPOTENCY_KEY = re.compile(f"[!-~]{{1,{IDEMPOTENCY_KEY_LENGTH_MAX}}}")
"""Visible ASCII: no encoding to guess, no space lost on the way; two that a proxy joined by ", " are none."""

FRESH_SECONDS_MAX = 600.0
"""A session that began longer ago does not change who is a host, or how one gets in without a password."""


def container_of(connection: HTTPConnection) -> Container:
    container: Container = connection.app.state.container
    return container


async def _server(request: Request) -> Container:
    """A coroutine: FastAPI sends what is none to a thread, for every request."""
    return container_of(request)


Server = Annotated[Container, Depends(_server)]


async def access_of(connection: HTTPConnection, needs: Needs) -> Access:
    """Who asks, by whatever they present. Raises a DoorError."""
    container = container_of(connection)
    presented = presented_by(connection)
    if presented is None:
        raise UnauthenticatedError("Sign in, and send the token as Authorization: Bearer …")
    if presented.is_cookie and (is_unsafe(connection) or connection.scope["type"] == "websocket"):
        ensure_ours(connection, container.settings.allowed_origins, must_say=True)
    try:
        access = await _access_by(container, presented)
    except InvalidTokenError as error:
        raise UnauthenticatedError(str(error)) from None
    if access.is_disabled:
        raise AccountDisabledError("This account is disabled. Ask the host.")
    if not allows(access, needs):
        raise _not_for(access, needs)
    return access


async def _access_by(container: Container, presented: Presented) -> Access:
    """Raises InvalidTokenError."""
    if presented.token.startswith(api_tokens.PREFIX) and not presented.is_cookie:
        return await _access_by_api_token(container, api_tokens.read(presented.token))
    owner = container.tokens.owner(presented.token)
    access = container.access.remembered(owner.session_id)
    if access is None:
        access = await asyncio.to_thread(container.access.of_session, *owner)
    if access is None or access.user_id != owner.user_id:
        raise InvalidTokenError("This session has ended. Sign in again.")
    return access


async def _access_by_api_token(container: Container, presented: api_tokens.PresentedToken) -> Access:
    access = container.access.remembered(presented.token_id)
    if access is None:
        access = await asyncio.to_thread(container.access.of_api_token, presented)
    if access is None or not access.has_secret(presented.secret):
        raise InvalidTokenError("This API token is not known here.")
    if access.expires_at is not None and access.expires_at <= time.time():
        raise InvalidTokenError("This API token has expired.")
    container.api_token_use.note(access.credential_id)
    return access


def _not_for(access: Access, needs: Needs) -> DoorError:
    if needs in HOSTS and access.role is not Role.ADMIN:
        return ForbiddenError("Only the host may do this.")
    return ScopeMissingError(f"This API token is not for {needs}.")


def _needs_of(request: Request) -> Needs:
    return PERMISSIONS[request.scope["endpoint"].__name__]


class SignedIn(HTTPBearer):
    """Described to programs as a bearer token; answers with the access of its owner."""

    async def __call__(self, request: Request) -> Access:  # type: ignore[override]  # the token is no use to routes
        """Raises what `access_of` raises, for what the door that is asked needs."""
        access = request.scope["access"] = await access_of(request, _needs_of(request))
        return access


signed_in = SignedIn(
    bearerFormat="JWT",
    description="The access token that a login answers with, or an API token. A page has it in a cookie.",
)

Member = Annotated[Access, Security(signed_in)]


async def given_by(request: Request, idempotency_key: Annotated[str | None, Header()] = None) -> Envelope:
    """The envelope of a command: who gives it, by which key a repetition is known, and whether as a host."""
    access: Access = request.scope["access"]  # a second `Member` would cost a press a tenth of its time
    as_host = access.as_host if _needs_of(request) in HOSTS else None
    if idempotency_key is None:
        return envelope(access.user_id, as_host=as_host)
    key = idempotency_key.strip(" \t")  # what HTTP allows around a value, and the parser leaves there
    if not IDEMPOTENCY_KEY.fullmatch(key) or len(request.headers.getlist("Idempotency-Key")) > 1:
        raise InvalidIdempotencyKeyError(
            f"One Idempotency-Key, of 1 to {IDEMPOTENCY_KEY_LENGTH_MAX} visible ASCII characters."
        )
    return envelope(access.user_id, key, as_host=as_host)


GivenBy = Annotated[Envelope, Depends(given_by)]


async def given_by_host(access: Member) -> Envelope:
    """For doors where asking again does nothing twice, or cannot be told from asking for more: no key."""
    return envelope(access.user_id, as_host=access.as_host)


GivenByHost = Annotated[Envelope, Depends(given_by_host)]


def ensure_fresh(access: Access) -> None:
    """Raises StaleLoginError."""
    if time.time() - access.begun_at > FRESH_SECONDS_MAX:
        raise StaleLoginError("Sign in again first: this login is too old for that.")


def caught_up(*models: str) -> Callable[..., Awaitable[None]]:
    """Waits until these read models show the state that the reader names by its position."""

    async def wait(server: Server, soundboard_position: Annotated[str | None, Header()] = None) -> None:
        if soundboard_position is None:
            return
        if not is_position(soundboard_position):
            raise InvalidPositionError(f"{POSITION_HEADER} is the number that a write answered with.")
        await server.watermark.reached(int(soundboard_position), models=models)

    return wait


def tell_position(response: Response, answered: Answered[Any]) -> None:
    response.headers[POSITION_HEADER] = str(answered.position)


def answer(answered: Answered[Any]) -> Response:
    """What a command did, as it is: it was typed when it was decided, and needs no second check."""
    return Response(
        msgspec.json.encode(answered.answer),
        headers={POSITION_HEADER: str(answered.position)},
        media_type="application/json",
    )
