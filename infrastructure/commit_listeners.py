"""Who wants to know of each commit: told in the writer's thread, so they are quick."""

from collections.abc import Callable

from application.decision import Commit

CommitListener = Callable[[int, Commit], None]


class CommitListeners:
    """Made before those who listen, because they are made of what commits."""

    def __init__(self) -> None:
        self._listeners: list[CommitListener] = []

    def add(self, listener: CommitListener) -> None:
        self._listeners.append(listener)

    def notify(self, position: int, commit: Commit) -> None:
        for listener in self._listeners:
            listener(position, commit)
