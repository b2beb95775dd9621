"""Things happen on it, and whoever asks sees all that has happened so far."""

from collections.abc import Callable
from typing import Any

from tests.infrastructure.read_store.read_side import ReadSide


class Board:
    def __init__(self, read_side: ReadSide) -> None:
        self._read_side = read_side
        self._follower = read_side.follow()
        self.log = read_side.log

    def ask(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self._read_side.catch_up(self._follower)
        return self._read_side.ask(query, *args, **kwargs)
