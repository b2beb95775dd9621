"""Who may bring in files now: few together, and of one person fewer."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from uuid import UUID

from infrastructure.files.errors import TooManyUploadsError

UPLOADS_OF_ONE_PERSON = 2
"""Whoever sends slowly, or never ends, keeps nobody else out."""


class UploadTurns:
    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._under_way: Counter[UUID] = Counter()
        self._lock = Lock()

    @contextmanager
    def of(self, person: UUID) -> Iterator[None]:
        """Raises TooManyUploadsError."""
        with self._lock:
            if self._under_way[person] >= UPLOADS_OF_ONE_PERSON:
                raise TooManyUploadsError("You bring in files already. Try again when they are there.")
            if self._under_way.total() >= self._at_once:
                raise TooManyUploadsError("Others bring in files just now. Try again in a moment.")
            self._under_way[person] += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= Counter([person])
