"""Showing once more who one is, before something that cannot be taken back."""

import asyncio
from uuid import UUID

from fastapi import Request

from api.attempts import confirmation
from api.dependencies import container_of, ensure_fresh
from api.people import GivenPassword
from api.problems import ForbiddenError, WrongCredentialsError
from infrastructure.identity.access import Access


def ensure_another(user_id: UUID, access: Access) -> None:
    """Raises ForbiddenError: a host's doors are no way around one's own password.

    Not by another host either: making one, and resetting a password, need a fresh login.
    """
    if user_id == access.user_id:
        raise ForbiddenError("For your own account use your own doors, and show who you are.")


async def ensure_themselves(
    request: Request, access: Access, password: GivenPassword | None, *, fresh_is_enough: bool = False
) -> None:
    """By the password; where there is none, or `fresh_is_enough` and none is given, by a fresh login.

    Raises WrongCredentialsError, TooManyAttemptsError, or StaleLoginError.
    """
    accounts = container_of(request).accounts
    if password is None and fresh_is_enough:
        ensure_fresh(access)
        return
    if await asyncio.to_thread(accounts.is_without_password, access.user_id):
        ensure_fresh(access)
        return
    given = "" if password is None else password.get_secret_value()
    async with confirmation(request, access.user_id) as attempt:
        attempt.has_succeeded = await accounts.has_password(access.user_id, given)
    if not attempt.has_succeeded:
        raise WrongCredentialsError("Your password is wrong.")
