"""Every way the write side says no, beside the domain's refusals.

ApplicationError
├── ConflictError
├── ExecutorBusyError
├── ExecutorClosedError
├── IdempotencyKeyReusedError
├── NotFoundError
├── NotHostError
├── StoreUnavailableError
├── TooManyAttemptsError
├── TooManyPasswordsError
└── TooManyReplaysError
"""

from typing import ClassVar
from uuid import UUID


class ApplicationError(Exception):
    """The command could not be carried out: the message is for people, the code for programs."""

    code: ClassVar[str] = "unavailable"


class ConflictError(ApplicationError):
    """Another process changed the same thing first, every time; or what was to be made is there already."""

    code = "conflict"


class ExecutorBusyError(ApplicationError):
    """Too many commands wait already: try again in a moment."""

    code = "too_busy"


class ExecutorClosedError(ApplicationError):
    """The server is stopping and takes no more commands."""

    code = "shutting_down"


class IdempotencyKeyReusedError(ApplicationError):
    """The key came with another request before."""

    code = "idempotency_key_reused"


class NotFoundError(ApplicationError):
    code = "not_found"

    def __init__(self, kind: type | str, id: UUID | str) -> None:
        super().__init__(f"There is no {kind if isinstance(kind, str) else kind.__name__} {id}.")


class NotHostError(ApplicationError):
    """Whoever gave the command was a host when they asked, and is none now that it is their turn."""

    code = "forbidden"


class StoreUnavailableError(ApplicationError):
    """The log store did not answer: nothing of the command was recorded."""

    code = "store_unavailable"


class TooManyAttemptsError(ApplicationError):
    """So many were tried that the next is not looked at."""

    code = "too_many_attempts"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"Too many attempts. Try again in {retry_after_seconds} seconds.")
        self.retry_after_seconds = retry_after_seconds


class TooManyPasswordsError(ApplicationError):
    """So many passwords wait to be hashed that one more would wait too long."""

    code = "too_busy"


class TooManyReplaysError(ApplicationError):
    """So many ledgers are replayed that one more would wait too long."""

    code = "too_busy"
