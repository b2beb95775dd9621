"""Work of several steps that costs something: reserved before it begins, settled by how it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from uuid import UUID

from application.command import Command, Envelope, from_system
from application.credits.commands import ReleaseReservation, ReserveCredits, SpendReservation
from application.errors import ApplicationError
from application.executor.command_executor import CommandExecutor
from domain.errors import AlreadySettledError, DomainError

CAME_TO_NOTHING = "It did not work."
"""What people are told of an error that was not meant for them."""


@asynccontextmanager
async def paid_work(
    executor: CommandExecutor,
    envelope: Envelope,
    *,
    user_id: UUID,
    reservation_id: UUID,
    action: str,
    deadline: datetime,
    milliseconds: int = 0,
    details: dict[str, str | int] | None = None,
) -> AsyncIterator[None]:
    """Spent when the block is through; given back, with the reason, when it raises or is cancelled.

    Raises what charging raises, before anything begins. If the process dies, or the store takes no
    settlement, the credits come back at the deadline.
    """
    reserved = await executor.execute(
        ReserveCredits(user_id, reservation_id, action, milliseconds, details or {}, deadline), envelope
    )
    if reserved.is_repeated:
        raise AlreadySettledError("This was asked for before, and is done, or being done.")
    try:
        yield
    except BaseException as error:
        with suppress(ApplicationError):
            await _settle(executor, ReleaseReservation(user_id, reservation_id, _told(error)))
        raise
    await _settle(executor, SpendReservation(user_id, reservation_id))


async def _settle(executor: CommandExecutor, command: Command[None]) -> None:
    await asyncio.shield(executor.execute(command, from_system()))


def _told(error: BaseException) -> str:
    if isinstance(error, asyncio.CancelledError):
        return "It was cancelled."
    return str(error) if isinstance(error, DomainError | ApplicationError) else CAME_TO_NOTHING
