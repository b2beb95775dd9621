"""A ledger as it was at any moment, computed from its first event, without snapshots.

The fold reads no more of an event than it needs, for the sake of ledgers with ten thousands of them. That it
says what the aggregate says is a law in the tests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.credit_ledger import CreditLedger
from domain.identifiers import OPERATOR_ID, SYSTEM_ID, ledger_id
from infrastructure.log_store.streams import StoredRow, StreamReader

NOT_TOLD = frozenset(
    {"timestamp", "command_id", "actor_id", "caused_by", "owner_id", "originator_topic", "class_version"}
)
"""Told by other names, or nobody's business."""


class _Read(msgspec.Struct, gc=False):
    timestamp: datetime
    reservation_id: str = ""
    amount: int = 0
    balance: int = 0
    day: str = ""


@dataclass(frozen=True)
class Step:
    """One event: what it changed, what there was after it, who caused it, and what it says itself."""

    version: int
    event: str
    at: datetime
    balance_change: int
    reserved_change: int
    balance: int
    reserved: int
    actor_id: UUID | None
    who: str
    told: Mapping[str, Any]


@dataclass
class Replay:
    """`open` are the reservations that were not settled then, with what is held for each."""

    version: int = 0
    at: datetime | None = None
    balance: int = 0
    reserved: int = 0
    recharged_on: str | None = None
    open: dict[str, int] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    @property
    def spendable(self) -> int:
        return self.balance - self.reserved


class LedgerReplay:
    def __init__(self, streams: StreamReader) -> None:
        self._streams = streams
        self._read = msgspec.json.Decoder(_Read)

    def replay(
        self, owner_id: UUID, *, version: int | None = None, at: datetime | None = None, steps: int = 0
    ) -> Replay | None:
        """Up to that version, or to the last event that is no later than `at`; with its last steps.

        None where there is no such ledger, or there was none then.
        """
        stored = self._streams.stored_events_of(ledger_id(owner_id), until_version=version)
        read = [self._read.decode(state) for _, _, state in stored]
        if at is not None:
            end = next((n for n in range(len(read), 0, -1) if read[n - 1].timestamp <= at), 0)
            stored, read = stored[:end], read[:end]
        if not read:
            return None
        return self._folded(owner_id, stored, read, steps)

    def _folded(
        self,
        owner_id: UUID,
        stored: Sequence[StoredRow],
        read: Sequence[_Read],
        steps: int,
    ) -> Replay:
        ledger = Replay()
        first_step = len(read) - steps
        for number, (row, event) in enumerate(zip(stored, read, strict=True)):
            before = ledger.balance, ledger.reserved
            _apply(ledger, row[1], event)
            if number >= first_step:
                ledger.steps.append(_step(owner_id, row, before, ledger))
        ledger.version, ledger.at = stored[-1][0], read[-1].timestamp
        return ledger


def _apply(ledger: Replay, topic: str, event: _Read) -> None:
    if topic == CreditLedger.Reserved.TOPIC:
        ledger.reserved += event.amount
        ledger.open[event.reservation_id] = event.amount
        return
    if topic == CreditLedger.Opened.TOPIC:
        return
    ledger.balance = event.balance
    if topic in SETTLEMENTS:
        ledger.reserved -= event.amount
        del ledger.open[event.reservation_id]
    elif topic == CreditLedger.Recharged.TOPIC:
        ledger.recharged_on = event.day


SETTLEMENTS = frozenset({CreditLedger.Spent.TOPIC, CreditLedger.Released.TOPIC})


def _step(owner_id: UUID, row: StoredRow, before: tuple[int, int], after: Replay) -> Step:
    version, topic, state = row
    told = msgspec.json.decode(state)
    actor_id = told.get("actor_id") and UUID(told["actor_id"])
    return Step(
        version=version,
        event=topic,
        at=datetime.fromisoformat(told["timestamp"]),
        balance_change=after.balance - before[0],
        reserved_change=after.reserved - before[1],
        balance=after.balance,
        reserved=after.reserved,
        actor_id=actor_id,
        who=_who(actor_id, owner_id, is_of_a_host=topic in GIVEN_BY_HOSTS or told.get("by_host") is True),
        told={name: value for name, value in told.items() if name not in NOT_TOLD},
    )


GIVEN_BY_HOSTS = frozenset({CreditLedger.Granted.TOPIC, CreditLedger.Adjusted.TOPIC})


def _who(actor_id: UUID | None, owner_id: UUID, *, is_of_a_host: bool) -> str:
    if actor_id is None or actor_id == SYSTEM_ID:
        return "the board"
    if actor_id == OPERATOR_ID:
        return "the command line"
    if is_of_a_host and actor_id != owner_id:
        return "a host"
    return "the owner" if actor_id == owner_id else "somebody else"
