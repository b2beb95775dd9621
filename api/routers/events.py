"""The live stream: what happened since a position, then what happens, nothing missed and nothing twice."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated

from fastapi import Query, WebSocket, WebSocketDisconnect

from api.dependencies import access_of
from api.doors import doors
from api.origins import ensure_ours
from api.permissions import PERMISSIONS, Needs, allows
from api.presented import offered_subprotocols
from api.problems import DoorError, UnauthenticatedError
from infrastructure.container import Container
from infrastructure.identity.access import Access
from infrastructure.live.hub import Listener, SlowListenerError
from infrastructure.live.messages import SESSION_ENDED, Message, message_of

SEND_SECONDS_MAX = 10.0
"""A client that reads nothing for so long is gone, or wishes us ill."""

GOODBYE_SECONDS = 1.0
"""For a listener that must leave to hear why; one that is behind is not waited for."""

SUBPROTOCOL = "soundboard"

POLICY_VIOLATION = 1008
TRY_AGAIN_LATER = 1013

router = doors("", "live")


@router.websocket("/events")
async def stream_events(
    websocket: WebSocket, after: Annotated[int | None, Query(ge=0, le=2**62)] = None
) -> None:
    container: Container = websocket.app.state.container
    try:
        ensure_ours(websocket, container.settings.allowed_origins, must_say=False)
        access = await access_of(websocket, PERMISSIONS["stream_events"])
    except DoorError as error:
        await websocket.close(POLICY_VIOLATION, error.code)
        return
    await websocket.accept(SUBPROTOCOL if SUBPROTOCOL in offered_subprotocols(websocket) else None)
    listener = container.hub.join(access.user_id, access.credential_id, is_admin=_hears_as_admin(access))
    if not await _may_still(websocket):
        container.hub.leave(listener)
        await websocket.close(POLICY_VIOLATION, UnauthenticatedError.code)
        return
    leaving = asyncio.create_task(_until_it_leaves(websocket))
    telling = asyncio.create_task(_tell(websocket, container, listener, after))
    ending = asyncio.create_task(_until_it_must_leave(listener, access.expires_at))
    try:
        await asyncio.wait([leaving, telling, ending], return_when=asyncio.FIRST_COMPLETED)
        if ending.done():
            await asyncio.wait(
                [leaving, telling], timeout=GOODBYE_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            if not (leaving.done() or telling.done()):
                telling.cancel()
                await websocket.close(POLICY_VIOLATION, ending.result())
    finally:
        container.hub.leave(listener)
        for task in (leaving, telling, ending):
            task.cancel()
            with suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError, TimeoutError):
                await task


async def _may_still(websocket: WebSocket) -> bool:
    """What ended before the listener joined was not told to it."""
    try:
        await access_of(websocket, PERMISSIONS["stream_events"])
    except DoorError:
        return False
    return True


async def _tell(websocket: WebSocket, container: Container, listener: Listener, after: int | None) -> None:
    begin = listener.since if after is None else after
    listener.since = max(listener.since, begin)
    await _send(websocket, f'{{"type":"hello","position":{begin}}}')
    async for message in _from_the_log(container, begin, listener.since):
        if listener.hears(message):
            await _send(websocket, message.text)
    try:
        while True:
            message = await listener.next()
            await _send(websocket, message.text)
            if listener.is_sent_away_by(message):
                await websocket.close(POLICY_VIOLATION, message.goodbye)
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


async def _until_it_must_leave(listener: Listener, expires_at: float | None) -> str:
    """Why."""
    left = None if expires_at is None else max(0.0, expires_at - time.time())
    try:
        async with asyncio.timeout(left):
            return await asyncio.shield(listener.sent_away)
    except TimeoutError:
        return SESSION_ENDED


async def _from_the_log(container: Container, after: int, until: int) -> AsyncIterator[Message]:
    while after < until:
        page = await asyncio.to_thread(container.log_pages.after, after, until=until)
        for recorded in page.all() if len(page) else ():
            if (message := message_of(recorded)) is not None:
                yield message
        after = page.end if len(page) else until


def _hears_as_admin(access: Access) -> bool:
    return allows(access, Needs.ADMIN)
