"""Whether you could pay for something now, asked before you do it."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field

from api.bodies import Strict
from api.dependencies import Member, Server
from api.doors import doors
from application.credits.charging import Charge, Charging, Check
from domain.errors import CooldownError
from domain.plan_terms import EXTRACTION_SECONDS_MAX
from domain.speech import charged_ms

router = doors("/credits", "credits")


class Intention(Strict):
    """A price by the second needs a length: of `sound_id`, of a `text` at its `speed`, or else `seconds`."""

    action: Annotated[str, Field(max_length=60)]
    sound_id: UUID | None = None
    text: str | None = None
    speed: float = 1.0
    seconds: Annotated[float, Field(ge=0, le=EXTRACTION_SECONDS_MAX)] = 0


class CheckView(Strict):
    """`refusal` is the code that doing it would be refused with. What you have includes today's recharge."""

    allowed: bool
    refusal: str | None
    detail: str | None
    price: int
    balance: int
    reserved: int
    spendable: int
    retry_after: int | None
    next_recharge_at: datetime | None


@router.post("/check")
async def check_credits(body: Intention, access: Member, server: Server) -> CheckView:
    """Whether you could pay for an action now, and what it would cost. Nothing is charged."""
    charge = Charge(
        access.user_id,
        uuid4(),
        body.action,
        sound_id=body.sound_id,
        milliseconds=round(body.seconds * 1_000) if body.text is None else charged_ms(body.text, body.speed),
    )
    return _view(await asyncio.to_thread(Charging(server.soundboard, server.clock).check, charge))


def _view(found: Check) -> CheckView:
    refusal = found.refusal
    return CheckView(
        allowed=refusal is None,
        refusal=None if refusal is None else refusal.code,
        detail=None if refusal is None else str(refusal),
        price=found.price,
        balance=found.balance,
        reserved=found.reserved,
        spendable=found.balance - found.reserved,
        retry_after=refusal.seconds_left if isinstance(refusal, CooldownError) else None,
        next_recharge_at=found.next_recharge_at,
    )
