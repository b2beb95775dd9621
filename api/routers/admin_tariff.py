"""The host's doors to plans and prices, and to what is put right on a ledger."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Path, Response
from pydantic import Field, StrictInt

from api.bodies import Reason, Strict, Why
from api.dependencies import GivenBy, Server, tell_position
from api.doors import doors
from application.credits.commands import (
    AdjustCredits,
    ChangePlanTerms,
    CreditsGranted,
    MakePlan,
    RetirePlan,
    SetPrice,
    WithdrawPrice,
)
from domain.credit_ledger import GRANT_MAX
from domain.identifiers import TARIFF_ID
from domain.plan_terms import PlanTerms
from domain.price import EVERY_PLAN, PRICE_MAX, THOUSANDTHS, Price
from domain.tariff import Tariff

PLAN_NAME_LENGTH_MAX = 30
ACTION_NAME_LENGTH_MAX = 60

router = doors("/admin", "admin")

PlanName = Annotated[str, Field(min_length=1, max_length=PLAN_NAME_LENGTH_MAX)]
PlanInPath = Annotated[str, Path(min_length=1, max_length=PLAN_NAME_LENGTH_MAX)]
ActionInPath = Annotated[str, Path(min_length=1, max_length=ACTION_NAME_LENGTH_MAX)]


class Terms(Strict):
    """`daily` credits come back every day (UTC), up to `maximum`; from the day after a change."""

    daily: StrictInt
    maximum: StrictInt
    opening: StrictInt
    cooldown_seconds: StrictInt
    extractions_a_day: StrictInt
    extraction_seconds_max: StrictInt

    def told(self) -> PlanTerms:
        """Raises InvalidTermsError."""
        return PlanTerms(**{name: getattr(self, name) for name in Terms.model_fields})


class NewPlan(Terms):
    name: PlanName
    reason: Reason


class ChangedPlan(Terms):
    reason: Reason


class PlanEntry(Terms):
    name: str
    is_retired: bool


class NewPrice(Strict):
    """Without a plan it is for all that have no price of their own."""

    credits: Annotated[StrictInt, Field(ge=0, le=PRICE_MAX)]
    per_second: Annotated[Decimal, Field(ge=0, le=PRICE_MAX // THOUSANDTHS, decimal_places=3)] = Decimal(0)
    plan: PlanName | None = None
    reason: Reason


class PriceEntry(Strict):
    """Without a plan it is for all that have no price of their own."""

    action: str
    plan: str | None
    credits: int
    per_second: float


class Adjustment(Strict):
    """Less, or more."""

    amount: Annotated[StrictInt, Field(ge=-GRANT_MAX, le=GRANT_MAX)]
    reason: Reason


@router.get("/users/plans/list")
async def list_plans(server: Server) -> Sequence[PlanEntry]:
    """What each plan gives and asks for, as it is now."""
    tariff = await asyncio.to_thread(server.soundboard.load, Tariff, TARIFF_ID)
    return [
        PlanEntry(name=name, is_retired=name in tariff.retired, **tariff.terms(name).told())
        for name in tariff.plans
    ]


@router.post("/plans", status_code=201)
async def make_plan(body: NewPlan, given_by: GivenBy, server: Server, response: Response) -> None:
    """A plan that people can be moved to."""
    command = MakePlan(body.name, body.told(), body.reason)
    tell_position(response, await server.executor.execute(command, given_by))


@router.put("/plans/{plan}", status_code=204)
async def change_plan(
    plan: PlanInPath, body: ChangedPlan, given_by: GivenBy, server: Server, response: Response
) -> None:
    """Other terms for everybody on it. What was charged and recharged stays as it was."""
    command = ChangePlanTerms(plan, body.told(), body.reason)
    tell_position(response, await server.executor.execute(command, given_by))


@router.post("/plans/{plan}/retire", status_code=204)
async def retire_plan(
    plan: PlanInPath, body: Why, given_by: GivenBy, server: Server, response: Response
) -> None:
    """Nobody is moved to it any more; who is on it stays."""
    tell_position(response, await server.executor.execute(RetirePlan(plan, body.reason), given_by))


@router.get("/prices")
async def list_prices(server: Server) -> Sequence[PriceEntry]:
    """What each action costs, on all plans and on those that have a price of their own."""
    tariff = await asyncio.to_thread(server.soundboard.load, Tariff, TARIFF_ID)
    return [
        PriceEntry(
            action=action,
            plan=plan or None,
            credits=told["credits"],
            per_second=told["thousandths_per_second"] / THOUSANDTHS,
        )
        for action, by_plan in sorted(tariff.prices.items())
        for plan, told in sorted(by_plan.items())
    ]


@router.put("/prices/{action}", status_code=204)
async def set_price(
    action: ActionInPath, body: NewPrice, given_by: GivenBy, server: Server, response: Response
) -> None:
    """What an action costs from now on, on one plan or on all that have no price of their own."""
    price = Price(body.credits, int(body.per_second * THOUSANDTHS))
    command = SetPrice(action, price, body.plan or EVERY_PLAN, body.reason)
    tell_position(response, await server.executor.execute(command, given_by))


@router.delete("/prices/{action}/{plan}", status_code=204)
async def withdraw_price(
    action: ActionInPath, plan: PlanInPath, body: Why, given_by: GivenBy, server: Server, response: Response
) -> None:
    """The plan's own price is no more: it pays what all pay that have none."""
    command = WithdrawPrice(action, plan, body.reason)
    tell_position(response, await server.executor.execute(command, given_by))


@router.post("/users/{user_id}/credits/adjust")
async def adjust_credits(
    user_id: UUID, body: Adjustment, given_by: GivenBy, server: Server, response: Response
) -> CreditsGranted:
    """Put right what is wrong, more or less, with the reason that will stand on the statement."""
    command = AdjustCredits(user_id, body.amount, body.reason)
    answered = await server.executor.execute(command, given_by)
    tell_position(response, answered)
    return answered.answer
