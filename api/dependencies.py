"""What routes ask for: who is asking, how fresh the answer must be, and where to ask."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import msgspec
from fastapi import Depends, Header, Request, Response, Security
from fastapi.security import HTTPBearer

from api.paging import is_position
from api.problems import (
    AccountDisabledError,
    ForbiddenError,
    InvalidIdempotencyKeyError,
    InvalidPositionError,
    UnauthenticatedError,
)
from application.command import Answered, Envelope, envelope
from domain.values import Role
from infrastructure.composition import Container
from infrastructure.identity.access import Access
from infrastructure.identity.tokens import InvalidTokenError

POSITION_HEADER = "Soundboard-Position"
IDEMPOTENCY_KEY_LENGTH_MAX = 255
BEARER = "bearer "


def container_of(request: Request) -> Container:
    container: Container = request.app.state.container
    return container


async def _server(request: Request) -> Container:
    """A coroutine: FastAPI sends what is none to a thread, for every request."""
    return container_of(request)


Server = Annotated[Container, Depends(_server)]


async def access_of_token(container: Container, token: str) -> Access:
    """Raises UnauthenticatedError or AccountDisabledError."""
    try:
        user_id = container.tokens.owner(token)
    except InvalidTokenError as error:
        raise UnauthenticatedError(str(error)) from None
    access = container.access.remembered(user_id)
    if access is None:
        access = await asyncio.to_thread(container.access.look_up, user_id)
    if access is None:
        raise UnauthenticatedError("This account is not known here.")
    if access.is_disabled:
        raise AccountDisabledError("This account is disabled. Ask the host.")
    return access


class SignedIn(HTTPBearer):
    """Described to programs as a bearer token; answers with the access of its owner."""

    async def __call__(self, request: Request) -> Access:  # type: ignore[override]  # the token is no use to routes
        """Raises UnauthenticatedError or AccountDisabledError."""
        authorization = request.headers.get("authorization", "")
        if authorization[: len(BEARER)].lower() != BEARER:
            raise UnauthenticatedError("Sign in, and send the token as Authorization: Bearer …")
        return await access_of_token(container_of(request), authorization[len(BEARER) :].strip())


Member = Annotated[
    Access,
    Security(SignedIn(bearerFormat="JWT", description="The token that a login answers with.")),
]


async def admin(access: Member) -> Access:
    if access.role is not Role.ADMIN:
        raise ForbiddenError("Only the host may do this.")
    return access


Admin = Annotated[Access, Depends(admin)]


async def given_by(access: Member, idempotency_key: Annotated[str | None, Header()] = None) -> Envelope:
    """The envelope of a command: who gives it, and by which key a repetition is known."""
    if idempotency_key is None:
        return envelope(access.user_id)
    if not 0 < len(idempotency_key) <= IDEMPOTENCY_KEY_LENGTH_MAX or not idempotency_key.isprintable():
        raise InvalidIdempotencyKeyError(
            f"An Idempotency-Key has 1 to {IDEMPOTENCY_KEY_LENGTH_MAX} printable characters."
        )
    return envelope(access.user_id, idempotency_key)


GivenBy = Annotated[Envelope, Depends(given_by)]


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
