"""Counting at the doors: who asks, from which address and which device, before a password is looked at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import Request, Response

from api.dependencies import container_of
from infrastructure.identity.devices import DEVICE_LIFE

DEVICE_COOKIE = "soundboard_device"
HOST_DEVICE_COOKIE = f"__Host-{DEVICE_COOKIE}"
"""A browser takes and sends it over TLS alone, and no other host of the domain can set it."""


@dataclass
class LoginAttempt:
    has_succeeded: bool = False


@asynccontextmanager
async def login_attempt(request: Request, response: Response, email: str) -> AsyncIterator[LoginAttempt]:
    """Raises TooManyAttemptsError. A wrong password stays counted; a right one makes the device known."""
    container = container_of(request)
    account_key = container.attempts.account_key(email)
    device = container.devices.known(request.cookies.get(_cookie_name(request)), account_key)
    give_back = await asyncio.to_thread(container.attempts.login, account_key, address_of(request), device)
    attempt = LoginAttempt()
    try:
        yield attempt
    except Exception:
        await asyncio.to_thread(give_back)
        raise
    if attempt.has_succeeded:
        await asyncio.to_thread(give_back)
        _remember(request, response, container.devices.issue(account_key))


async def count_registration(request: Request) -> None:
    """Raises TooManyAttemptsError."""
    await asyncio.to_thread(container_of(request).attempts.register, address_of(request))


async def count_refresh(request: Request, session: str) -> None:
    """Raises TooManyAttemptsError."""
    await asyncio.to_thread(container_of(request).attempts.refresh, address_of(request), session)


def address_of(request: Request) -> str:
    """Of the connection, or what a trusted proxy says; one for all who have none."""
    return request.client.host if request.client else ""


def _cookie_name(request: Request) -> str:
    return HOST_DEVICE_COOKIE if _is_safe(request) else DEVICE_COOKIE


def _remember(request: Request, response: Response, mark: str) -> None:
    response.set_cookie(
        _cookie_name(request),
        mark,
        max_age=int(DEVICE_LIFE.total_seconds()),
        path="/",
        secure=_is_safe(request),
        httponly=True,
        samesite="lax",
    )


def _is_safe(request: Request) -> bool:
    return request.url.scheme == "https"
