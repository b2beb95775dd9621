"""What can be asked about credits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from projections.credits.tables import balances
from projections.credits.tables import transactions as table


@dataclass(frozen=True)
class Balance:
    user_id: UUID
    balance: int
    reserved: int

    @property
    def spendable(self) -> int:
        return self.balance - self.reserved


@dataclass(frozen=True)
class Transaction:
    """`amount` is signed. `success` is None while reserved; a release moved nothing: before equals after."""

    position: int
    """Its identity, and where the list goes on after this one."""
    user_id: UUID
    action: str
    amount: int
    balance_before: int
    balance_after: int
    state: str
    success: bool | None
    reason: str
    reference: UUID | None
    at: datetime
    settled_at: datetime | None


_balances = select(balances.c.user_id, balances.c.balance, balances.c.reserved)
_transactions = select(table).order_by(table.c.position.desc())


def balance(connection: Connection, user_id: UUID) -> Balance | None:
    row = connection.execute(_balances.where(balances.c.user_id == user_id)).one_or_none()
    return None if row is None else Balance(*row)


def transactions(
    connection: Connection,
    user_id: UUID | None = None,
    *,
    action: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Sequence[Transaction]:
    """Newest first; `since` is included, `until` is not; `after` is the position of the last one seen."""
    query = _transactions.limit(limit).offset(offset)
    if user_id is not None:
        query = query.where(table.c.user_id == user_id)
    if action is not None:
        query = query.where(table.c.action == action)
    if since is not None:
        query = query.where(table.c.at >= since)
    if until is not None:
        query = query.where(table.c.at < until)
    if after is not None:
        query = query.where(table.c.position < after)
    return [Transaction(*row) for row in connection.execute(query)]


def all_balances(connection: Connection) -> Sequence[Balance]:
    return [Balance(*row) for row in connection.execute(_balances)]
