"""Showing once more who one is, before something that cannot be taken back."""

import asyncio

from fastapi import Request

from api.attempts import password_attempt
from api.dependencies import container_of, ensure_fresh
from api.people import GivenPassword
from api.problems import WrongCredentialsError
from infrastructure.identity.access import Access


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
    async with password_attempt(request, access.user_id) as attempt:
        attempt.has_succeeded = await accounts.has_password(access.user_id, given)
    if not attempt.has_succeeded:
        raise WrongCredentialsError("Your password is wrong.")
