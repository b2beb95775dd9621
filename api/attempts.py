"""Counting at the doors: who asks, from which address and which device, before a password is looked at."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from fastapi import Request, Response

from api.cookies import DEVICE, cookie, set_cookie
from api.dependencies import container_of
from application.errors import NotFoundError
from infrastructure.container import Container
from infrastructure.identity.devices import DEVICE_LIFE, Mark


@dataclass
class PasswordAttempt:
    has_succeeded: bool = False


def login_attempt(request: Request, email: str) -> AbstractAsyncContextManager[PasswordAttempt]:
    """Raises TooManyAttemptsError. A wrong password stays counted."""
    return _counted(lambda: _count_login(request, email))


def confirmation(request: Request, user_id: UUID) -> AbstractAsyncContextManager[PasswordAttempt]:
    """The same for who is signed in and gives their password once more."""
    return _counted(lambda: container_of(request).attempts.confirm(user_id))


@asynccontextmanager
async def _counted(count: Callable[[], Callable[[], None]]) -> AsyncIterator[PasswordAttempt]:
    give_back = await asyncio.to_thread(count)
    attempt = PasswordAttempt()
    try:
        yield attempt
    except Exception:
        await asyncio.to_thread(give_back)
        raise
    if attempt.has_succeeded:
        await asyncio.to_thread(give_back)


def _count_login(request: Request, email: str) -> Callable[[], None]:
    container = container_of(request)
    account_key = container.attempts.account_key(email)
    device_id = _known_device(container, request, account_key)
    return container.attempts.login(account_key, address_of(request), device_id=device_id)


def _known_device(container: Container, request: Request, account_key: str) -> UUID | None:
    """Begins with the mark: how long it takes says nothing about who has the address that was typed."""
    mark = container.devices.read(cookie(request, DEVICE))
    if mark is None or mark.epoch != container.access.epoch_of(mark.user_id):
        return None
    try:
        email = container.accounts.email_of(mark.user_id)
    except NotFoundError:
        return None
    return mark.device_id if container.attempts.account_key(email) == account_key else None


def remember_device(request: Request, response: Response, user_id: UUID, epoch: int) -> None:
    """For who got in: strangers' guesses count for nothing there, until all sessions are ended.

    `epoch` is that in which they got in, so that the mark dies with whatever ended it meanwhile.
    """
    container = container_of(request)
    before = container.devices.read(cookie(request, DEVICE))
    device_id = before.device_id if before is not None and before.user_id == user_id else uuid4()
    mark = container.devices.issue(Mark(user_id, epoch, device_id))
    set_cookie(response, request, DEVICE, mark, int(DEVICE_LIFE.total_seconds()))


async def count_registration(request: Request) -> None:
    """Raises TooManyAttemptsError."""
    await asyncio.to_thread(container_of(request).attempts.register, address_of(request))


async def count_refresh(request: Request, session: str) -> None:
    """Raises TooManyAttemptsError."""
    await asyncio.to_thread(container_of(request).attempts.refresh, address_of(request), session)


def address_of(request: Request) -> str:
    """Of the connection, or what a trusted proxy says; one for all who have none."""
    return request.client.host if request.client else ""
