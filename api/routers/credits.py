"""What you have, and what became of every credit."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import AwareDatetime, BaseModel

from api.dependencies import Member, Server, caught_up
from api.doors import doors
from api.paging import Cursor, Limit, Offset, Page, cursor_of, number_at
from domain.values import CreditAction
from projections.credits.queries import Transaction, balance, transactions

router = doors("/credits", "credits")


class BalanceView(BaseModel):
    balance: int
    reserved: int
    spendable: int


@router.get("/balance", dependencies=[Depends(caught_up("credits"))])
async def get_balance(access: Member, server: Server) -> BalanceView:
    """Your credits: what you have, what is set aside for plays that sound, what you can spend."""
    found = await server.queries.ask(balance, access.user_id)
    if found is None:
        return BalanceView(balance=0, reserved=0, spendable=0)
    return BalanceView(
        balance=found.balance, reserved=found.reserved, spendable=found.balance - found.reserved
    )


@router.get("/transactions", dependencies=[Depends(caught_up("credits"))])
async def list_transactions(
    access: Member,
    server: Server,
    action: CreditAction | None = None,
    since: Annotated[AwareDatetime | None, Query()] = None,
    until: Annotated[AwareDatetime | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[Transaction]:
    """Your statement, newest first. A play that failed has `success: false`, and its credit came back."""
    found = await server.queries.ask(
        transactions,
        access.user_id,
        action=action,
        since=since,
        until=until,
        after=number_at(cursor),
        limit=limit,
        offset=offset,
    )
    return Page(items=list(found), next=cursor_of(found[-1].position) if len(found) == limit else None)
