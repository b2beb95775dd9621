"""Counting at the doors: who asks, from which address and which device, before a password is looked at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request, Response

from api.cookies import DEVICE, cookie, set_cookie
from api.dependencies import container_of
from infrastructure.identity.devices import DEVICE_LIFE


@dataclass
class PasswordAttempt:
    has_succeeded: bool = False


@asynccontextmanager
async def login_attempt(request: Request, response: Response, email: str) -> AsyncIterator[PasswordAttempt]:
    """Raises TooManyAttemptsError. A wrong password stays counted; a right one makes the device known."""
    container = container_of(request)
    account_key = container.attempts.account_key(email)
    device = container.devices.known(cookie(request, DEVICE), account_key)
    async with _counted(request, account_key, device) as attempt:
        yield attempt
    if attempt.has_succeeded:
        mark = container.devices.issue(account_key)
        set_cookie(response, request, DEVICE, mark, int(DEVICE_LIFE.total_seconds()))


async def remember_device(request: Request, response: Response, user_id: UUID) -> None:
    """For who got in without a password: strangers' guesses count for nothing there either."""
    container = container_of(request)
    email = await asyncio.to_thread(container.accounts.email_of, user_id)
    mark = container.devices.issue(container.attempts.account_key(email))
    set_cookie(response, request, DEVICE, mark, int(DEVICE_LIFE.total_seconds()))


@asynccontextmanager
async def password_attempt(request: Request, user_id: UUID) -> AsyncIterator[PasswordAttempt]:
    """The same for who is signed in and shows once more who they are."""
    account_key = container_of(request).attempts.account_key(str(user_id))
    async with _counted(request, account_key, None) as attempt:
        yield attempt


@asynccontextmanager
async def _counted(request: Request, account_key: str, device: str | None) -> AsyncIterator[PasswordAttempt]:
    attempts = container_of(request).attempts
    give_back = await asyncio.to_thread(attempts.login, account_key, address_of(request), device)
    attempt = PasswordAttempt()
    try:
        yield attempt
    except Exception:
        await asyncio.to_thread(give_back)
        raise
    if attempt.has_succeeded:
        await asyncio.to_thread(give_back)


async def count_registration(request: Request) -> None:
    """Raises TooManyAttemptsError."""
    await asyncio.to_thread(container_of(request).attempts.register, address_of(request))


async def count_refresh(request: Request, session: str) -> None:
    """Raises TooManyAttemptsError."""
    await asyncio.to_thread(container_of(request).attempts.refresh, address_of(request), session)


def address_of(request: Request) -> str:
    """Of the connection, or what a trusted proxy says; one for all who have none."""
    return request.client.host if request.client else ""
