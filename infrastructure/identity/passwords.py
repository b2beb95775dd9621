"""Passwords: Argon2id, bounded in parallel, and as slow for an account that is not there."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSWORD_LENGTH_MIN = 8
PASSWORD_LENGTH_MAX = 128
"""Longer ones cost time to hash and add nothing."""

AT_ONCE_MAX = 1
"""Hashing is heavy on purpose: one core of two stays with those who play."""


class Passwords:
    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._pool = ThreadPoolExecutor(AT_ONCE_MAX, thread_name_prefix="passwords")
        self._nobody = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """One verification in either case, so that time does not tell who has an account."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._verify, stored, password)

    def _verify(self, stored: str | None, password: str) -> bool:
        try:
            self._hasher.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def close(self) -> None:
        self._pool.shutdown()
