"""Lets two chains of ffmpeg through at once: both cores, and no more. People go before what has time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

AT_ONCE = 2


class Gate:
    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._free = at_once
        self._people = 0
        self._changed = Condition()

    @contextmanager
    def for_somebody(self) -> Iterator[None]:
        """Who waits for it goes before all that is done in the background."""
        with self._changed:
            self._people += 1
            self._changed.wait_for(lambda: self._free)
            self._people -= 1
            self._free -= 1
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def in_background(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: self._free and not self._people)
            self._free -= 1
        try:
            yield
        finally:
            self._give_back()

    def _give_back(self) -> None:
        with self._changed:
            self._free += 1
            self._changed.notify_all()
