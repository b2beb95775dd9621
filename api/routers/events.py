"""The live stream: what happened since a position, then what happens, nothing missed and nothing twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect

from api.dependencies import BEARER, access_of_token
from api.problems import AccountDisabledError, DoorError
from domain.values import Role
from infrastructure.composition import Container
from infrastructure.identity.access import Access
from infrastructure.live.hub import Listener, SlowListenerError
from infrastructure.live.messages import Message, message_of

SEND_SECONDS_MAX = 10.0
"""A client that reads nothing for so long is gone, or wishes us ill."""

SUBPROTOCOL = "soundboard"
TOKEN_SUBPROTOCOL = "bearer."  # noqa: S105 - browsers can send a token in no other header

POLICY_VIOLATION = 1008
TRY_AGAIN_LATER = 1013

router = APIRouter(tags=["live"])


@router.websocket("/events")
async def stream_events(
    websocket: WebSocket, after: Annotated[int | None, Query(ge=0, le=2**62)] = None
) -> None:
    container: Container = websocket.app.state.container
    if not _is_our_page(websocket, container.settings.allowed_origins):
        await websocket.close(POLICY_VIOLATION, "This page may not listen.")
        return
    try:
        access = await access_of_token(container, _token(websocket))
    except DoorError as error:
        await websocket.close(POLICY_VIOLATION, error.code)
        return
    await websocket.accept(SUBPROTOCOL if SUBPROTOCOL in _offered(websocket) else None)
    listener = container.hub.join(access.user_id, is_admin=access.role is Role.ADMIN)
    leaving = asyncio.create_task(_until_it_leaves(websocket))
    telling = asyncio.create_task(_tell(websocket, container, access, listener, after))
    try:
        await asyncio.wait([leaving, telling], return_when=asyncio.FIRST_COMPLETED)
    finally:
        container.hub.leave(listener)
        for task in (leaving, telling):
            task.cancel()
            with suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError, TimeoutError):
                await task


async def _tell(
    websocket: WebSocket, container: Container, access: Access, listener: Listener, after: int | None
) -> None:
    begin = listener.since if after is None else after
    listener.since = max(listener.since, begin)
    await _send(websocket, f'{{"type":"hello","position":{begin}}}')
    async for message in _from_the_log(container, begin, listener.since):
        if message.is_for(access.user_id, is_admin=listener.is_admin):
            await _send(websocket, message.text)
    try:
        while True:
            message = await listener.next()
            await _send(websocket, message.text)
            if message.is_goodbye:
                await websocket.close(POLICY_VIOLATION, AccountDisabledError.code)
                return
    except SlowListenerError as error:
        await websocket.close(TRY_AGAIN_LATER, str(error))


async def _send(websocket: WebSocket, text: str) -> None:
    async with asyncio.timeout(SEND_SECONDS_MAX):
        await websocket.send_text(text)


async def _until_it_leaves(websocket: WebSocket) -> None:
    """What a listener says is not listened to."""
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass


async def _from_the_log(container: Container, after: int, until: int) -> AsyncIterator[Message]:
    while after < until:
        page = await asyncio.to_thread(container.log_pages.after, after, until=until)
        for recorded in page.all() if len(page) else ():
            if (message := message_of(recorded)) is not None:
                yield message
        after = page.end if len(page) else until


def _token(websocket: WebSocket) -> str:
    authorization = websocket.headers.get("authorization", "")
    if authorization[: len(BEARER)].lower() == BEARER:
        return authorization[len(BEARER) :].strip()
    offered = (each for each in _offered(websocket) if each.startswith(TOKEN_SUBPROTOCOL))
    return next(offered, "").removeprefix(TOKEN_SUBPROTOCOL)


def _offered(websocket: WebSocket) -> list[str]:
    return [each.strip() for each in websocket.headers.get("sec-websocket-protocol", "").split(",")]


def _is_our_page(websocket: WebSocket, allowed: tuple[str, ...]) -> bool:
    """Programs send no Origin; a browser's is its page's, which must be ours or named in the settings."""
    origin = websocket.headers.get("origin")
    if origin is None or origin in allowed:
        return True
    return urlsplit(origin).netloc == websocket.headers.get("host") != ""
