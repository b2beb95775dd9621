"""What you have, what things cost, and what became of every credit."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Query
from pydantic import AwareDatetime, BaseModel

from api.dependencies import Member, Server, caught_up
from api.doors import doors
from api.paging import Cursor, Limit, Offset, Page, cursor_of, number_at
from api.statements import Outcome, StatementLine, Zone, statement_line
from domain.identifiers import TARIFF_ID
from domain.price import THOUSANDTHS
from domain.tariff import Tariff
from domain.user_account import UserAccount
from domain.values import CreditAction
from infrastructure.container import Container
from infrastructure.identity.access import Access
from projections.credits.queries import balance, transactions

router = doors("/credits", "credits")


class BalanceView(BaseModel):
    balance: int
    reserved: int
    spendable: int


class PricedAction(BaseModel):
    """On your plan: `credits` each time, and `per_second` of its length; what is begun is paid.

    A speech has no length before it is spoken: 16 characters of it count as a second, at its speed.
    """

    action: str
    credits: int
    per_second: float


@router.get("/balance", dependencies=[Depends(caught_up("credits"))])
async def get_balance(access: Member, server: Server) -> BalanceView:
    """Your credits: what you have, what is set aside for plays that sound, what you can spend."""
    found = await server.queries.ask(balance, access.user_id)
    if found is None:
        return BalanceView(balance=0, reserved=0, spendable=0)
    return BalanceView(
        balance=found.balance, reserved=found.reserved, spendable=found.balance - found.reserved
    )


@router.get("/actions")
async def list_actions(access: Member, server: Server) -> Sequence[PricedAction]:
    """What each action costs you."""
    return await asyncio.to_thread(_price_list, server, access)


def _price_list(server: Container, access: Access) -> Sequence[PricedAction]:
    tariff = server.soundboard.load(Tariff, TARIFF_ID)
    plan = server.soundboard.load(UserAccount, access.user_id).plan
    prices = {action: tariff.price(action, plan) for action in tariff.prices}
    return [
        PricedAction(
            action=action, credits=price.credits, per_second=price.thousandths_per_second / THOUSANDTHS
        )
        for action, price in sorted(prices.items())
    ]


@router.get("/transactions", dependencies=[Depends(caught_up("credits"))])
async def list_transactions(
    access: Member,
    server: Server,
    zone: Zone,
    action: CreditAction | None = None,
    outcome: Outcome | None = None,
    since: Annotated[AwareDatetime | None, Query()] = None,
    until: Annotated[AwareDatetime | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[StatementLine]:
    """Your statement, newest first. A play that failed has `success: false`, and its credit came back."""
    found = await server.queries.ask(
        transactions,
        access.user_id,
        action=action,
        outcome=outcome,
        since=since,
        until=until,
        after=number_at(cursor),
        limit=limit,
        offset=offset,
    )
    lines = [statement_line(each, zone) for each in found]
    return Page(items=lines, next=cursor_of(found[-1].position) if len(found) == limit else None)
