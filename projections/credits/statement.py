"""What one page of ledger events adds to the statements of the people in it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from domain.credit_ledger import CreditLedger
from domain.values import CreditAction
from projections.projector import Recorded

CHANGING = ("state", "success", "balance_before", "balance_after", "reason", "settled_at")
"""What settling a reservation changes of its row."""

NOTHING: Mapping[str, str] = {}

Row = dict[str, Any]


class StatementPage:
    def __init__(self) -> None:
        self.balances: dict[UUID, Row] = {}
        self.entries: list[Row] = []
        self.settled: list[Row] = []
        self._reserved: dict[UUID, Row] = {}

    def add(self, recorded: Recorded) -> None:
        match recorded.event:
            case CreditLedger.Opened(owner_id=owner_id):
                self._balance(owner_id, 0)
            case CreditLedger.Granted() as event:
                self._balance(event.owner_id, event.balance)
                self.entries.append(_addition(event, recorded.position, event.reason))
            case CreditLedger.Recharged() as event:
                self._balance(event.owner_id, event.balance)
                self.entries.append(
                    _addition(event, recorded.position, "Daily recharge", {"plan": event.plan})
                )
            case CreditLedger.Adjusted() as event:
                self._balance(event.owner_id, event.balance)
                row = _addition(event, recorded.position, event.reason)
                self.entries.append(row | {"action": str(CreditAction.CREDIT_ADJUSTMENT)})
            case CreditLedger.Reserved() as event:
                self._balance(event.owner_id, event.balance, reserved=event.amount)
                row = self._reserved[event.reservation_id] = _reservation(event, recorded.position)
                self.entries.append(row)
            case CreditLedger.Spent() as event:
                self._balance(event.owner_id, event.balance, reserved=-event.amount)
                self._settle(event, state="spent", success=True, before=event.balance + event.amount)
            case CreditLedger.Released() as event:
                self._balance(event.owner_id, event.balance, reserved=-event.amount)
                self._settle(
                    event, state="released", success=False, before=event.balance, reason=_told(event)
                )

    def _balance(self, owner_id: UUID, balance: int, *, reserved: int = 0) -> None:
        row = self.balances.setdefault(owner_id, {"user_id": owner_id, "balance": 0, "reserved": 0})
        row["balance"] = balance
        row["reserved"] += reserved

    def _settle(
        self,
        event: CreditLedger.Spent | CreditLedger.Released,
        *,
        state: str,
        success: bool,
        before: int,
        reason: str | None = None,
    ) -> None:
        settlement = {
            "state": state,
            "success": success,
            "balance_before": before,
            "balance_after": event.balance,
            "settled_at": event.timestamp,
        }
        if (row := self._reserved.get(event.reservation_id)) is not None:
            row.update(settlement, reason=reason or "")
        else:
            self.settled.append({"reference": event.reservation_id, "reason": reason, **settlement})


def _addition(
    event: CreditLedger.Granted | CreditLedger.Adjusted | CreditLedger.Recharged,
    position: int,
    reason: str,
    details: Mapping[str, str] = NOTHING,
) -> Row:
    return {
        "position": position,
        "user_id": event.owner_id,
        "action": str(CreditAction.CREDIT_ADDITION),
        "amount": event.amount,
        "balance_before": event.balance - event.amount,
        "balance_after": event.balance,
        "state": "done",
        "success": True,
        "reason": reason,
        "details": _json(details),
        "reference": None,
        "at": event.timestamp,
        "settled_at": event.timestamp,
    }


def _reservation(event: CreditLedger.Reserved, position: int) -> Row:
    return {
        "position": position,
        "user_id": event.owner_id,
        "action": event.action,
        "amount": -event.amount,
        "balance_before": event.balance,
        "balance_after": event.balance,
        "state": "reserved",
        "success": None,
        "reason": "",
        "details": _json(event.details),
        "reference": event.reservation_id,
        "at": event.timestamp,
        "settled_at": None,
    }


def _told(event: CreditLedger.Released) -> str:
    return f"A host gave it back: {event.reason}" if event.by_host else event.reason


def _json(details: Mapping[str, str | int]) -> str:
    return msgspec.json.encode(details).decode()
