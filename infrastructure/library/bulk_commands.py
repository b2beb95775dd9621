"""Commands of which nobody waits for each: a bounded number under way, what became of them in their order."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from application.command import Command, from_system
from application.errors import ConflictError
from application.executor.command_executor import CommandExecutor
from domain.errors import DomainError

UNDER_WAY_MAX = 100
"""Two full batches of bulk: one is written while the next gathers."""

Refusal = DomainError | ConflictError

Outcome = Callable[[Refusal | None], None]
"""Called with the refusal, where there was one."""


class BulkCommands:
    """Used by one thread. What the executor itself raises is raised by whatever is called next."""

    def __init__(self, executor: CommandExecutor) -> None:
        self._executor = executor
        self._under_way: deque[tuple[Future[Any], Outcome]] = deque()

    def ask(self, command: Command[Any], then: Outcome) -> None:
        self._under_way.append((self._executor.begin(command, from_system(is_bulk=True)), then))
        while len(self._under_way) > UNDER_WAY_MAX or self._is_first_done:
            self._settle_first()

    def settle(self) -> None:
        """Returns when all is durable that was asked for."""
        while self._under_way:
            self._settle_first()

    @property
    def _is_first_done(self) -> bool:
        return bool(self._under_way) and self._under_way[0][0].done()

    def _settle_first(self) -> None:
        future, then = self._under_way.popleft()
        try:
            future.result()
        except (DomainError, ConflictError) as refusal:
            then(refusal)
        else:
            then(None)
