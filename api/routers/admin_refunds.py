"""The host's door to what is reserved: it is given back before anything else settles it."""

import asyncio
from uuid import UUID

from fastapi import Response

from api.bodies import Why
from api.dependencies import GivenBy, Server, tell_position
from api.doors import doors
from api.problems import AbsentError
from application.credits.commands import CreditsGranted, RefundReservation
from domain.errors import AlreadySettledError
from infrastructure.container import Container
from projections.credits.queries import holder_of_reservation

router = doors("/admin/users/{user_id}/credits/reservations/{reservation_id}", "admin")


@router.post("/refund")
async def refund_reservation(
    user_id: UUID, reservation_id: UUID, body: Why, given_by: GivenBy, server: Server, response: Response
) -> CreditsGranted:
    """Give back what is reserved, with the reason that will stand on the statement. The play, or whatever it
    was for, goes on. What is settled already stays as it is.
    """
    command = RefundReservation(user_id, reservation_id, body.reason)
    try:
        answered = await server.executor.execute(command, given_by)
    except AlreadySettledError:
        await _ensure_there_was_one(server, user_id, reservation_id)
        raise
    tell_position(response, answered)
    return answered.answer


async def _ensure_there_was_one(server: Container, user_id: UUID, reservation_id: UUID) -> None:
    """Raises AbsentError. The ledger remembers what is open, the statement everything."""
    await server.watermark.reached(await asyncio.to_thread(server.log.last_position), ["credits"])
    if await server.queries.ask(holder_of_reservation, reservation_id) != user_id:
        raise AbsentError("There was no such reservation.")
