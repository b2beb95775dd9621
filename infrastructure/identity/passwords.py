"""Passwords: Argon2id, bounded in parallel, and as slow for an account that is not there."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from application.errors import TooManyPasswordsError

P = ParamSpec("P")
Answer = TypeVar("Answer")

PASSWORD_LENGTH_MIN = 8
PASSWORD_LENGTH_MAX = 128
"""Longer ones cost time to hash and add nothing."""

AT_ONCE_MAX = 1
"""Hashing is heavy on purpose: one core of two stays with those who play."""

WAITING_MAX = 100
"""Passwords that wait and are hashed: some three seconds' worth; then 503."""


class Passwords:
    """Raises TooManyPasswordsError where too many wait."""

    def __init__(self, hasher: type[PasswordHasher] = PasswordHasher) -> None:
        self._hasher = hasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._pool = ThreadPoolExecutor(AT_ONCE_MAX, thread_name_prefix="passwords")
        self._nobody = self._hasher.hash("nobody has this password")
        self._room = Semaphore(WAITING_MAX)

    async def hash(self, password: str) -> str:
        return await self._in_turn(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """One verification in either case, so that time does not tell who has an account."""
        return await self._in_turn(self._verify, stored, password)

    async def _in_turn(self, work: Callable[P, Answer], *given: P.args, **named: P.kwargs) -> Answer:
        if not self._room.acquire(blocking=False):
            raise TooManyPasswordsError("Too many people sign in right now. Try again in a moment.")
        turn = self._pool.submit(work, *given, **named)
        turn.add_done_callback(lambda _: self._room.release())
        return await asyncio.wrap_future(turn)

    def _verify(self, stored: str | None, password: str) -> bool:
        try:
            self._hasher.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def close(self) -> None:
        self._pool.shutdown()
