"""What can be asked about credits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
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
    details: Mapping[str, Any]
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
    outcome: str | None = None,
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
    if outcome is not None:
        query = query.where(table.c.state == outcome)
    if since is not None:
        query = query.where(table.c.at >= since)
    if until is not None:
        query = query.where(table.c.at < until)
    if after is not None:
        query = query.where(table.c.position < after)
    rows = connection.execute(query).mappings()
    return [Transaction(**{**row, "details": msgspec.json.decode(row["details"])}) for row in rows]


def holder_of_reservation(connection: Connection, reservation_id: UUID) -> UUID | None:
    query = select(table.c.user_id).where(table.c.reference == reservation_id)
    found: UUID | None = connection.execute(query.order_by(table.c.position.desc()).limit(1)).scalar()
    return found


def holders_of_reservations(connection: Connection, reservation_ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
    """Of those that are known."""
    query = select(table.c.reference, table.c.user_id).where(table.c.reference.in_(reservation_ids))
    return {row.reference: row.user_id for row in connection.execute(query.order_by(table.c.position))}


def users_after(connection: Connection, after: UUID | None, *, limit: int) -> Sequence[UUID]:
    """Everybody with a ledger, in the order of their ids."""
    query = select(balances.c.user_id).order_by(balances.c.user_id).limit(limit)
    if after is not None:
        query = query.where(balances.c.user_id > after)
    return list(connection.execute(query).scalars())


def all_balances(connection: Connection) -> Sequence[Balance]:
    return [Balance(*row) for row in connection.execute(_balances)]
