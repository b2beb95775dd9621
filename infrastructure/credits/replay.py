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
from infrastructure.log_store.streams import StreamReader

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


class _Entry(msgspec.Struct, gc=False):
    version: int
    topic: str
    state: _Read


class _Told(msgspec.Struct):
    version: int
    topic: str
    state: dict[str, Any]


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
        self._read = msgspec.json.Decoder(list[_Entry])
        self._tell = msgspec.json.Decoder(list[_Told])

    def replay(
        self, owner_id: UUID, *, version: int | None = None, at: datetime | None = None, steps: int = 0
    ) -> Replay | None:
        """Up to that version, or to the last event that is no later than `at`; with its last steps.

        None where there is no such ledger, or there was none then.
        """
        entries = self._read.decode(self._streams.stream_as_json(ledger_id(owner_id), until_version=version))
        entries.sort(key=_version)
        if at is not None:
            end = next((n for n in range(len(entries), 0, -1) if entries[n - 1].state.timestamp <= at), 0)
            entries = entries[:end]
        if not entries:
            return None
        return self._folded(owner_id, entries, steps)

    def _folded(self, owner_id: UUID, entries: Sequence[_Entry], steps: int) -> Replay:
        ledger = Replay()
        first_step = max(0, len(entries) - steps)
        for entry in entries[:first_step]:
            _apply(ledger, entry.topic, entry.state)
        for entry, told in zip(entries[first_step:], self._told(owner_id, entries, first_step), strict=True):
            before = ledger.balance, ledger.reserved
            _apply(ledger, entry.topic, entry.state)
            ledger.steps.append(_step(owner_id, told, before, ledger))
        ledger.version, ledger.at = entries[-1].version, entries[-1].state.timestamp
        return ledger

    def _told(self, owner_id: UUID, entries: Sequence[_Entry], first: int) -> Sequence[_Told]:
        """All that is said of those from the first on: few, and read whole."""
        if first == len(entries):
            return []
        after, until = entries[first].version - 1, entries[-1].version
        told = self._streams.stream_as_json(ledger_id(owner_id), after_version=after, until_version=until)
        return sorted(self._tell.decode(told), key=_version)


def _version(entry: _Entry | _Told) -> int:
    return entry.version


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


def _step(owner_id: UUID, entry: _Told, before: tuple[int, int], after: Replay) -> Step:
    topic, told = entry.topic, entry.state
    actor_id = told.get("actor_id") and UUID(told["actor_id"])
    return Step(
        version=entry.version,
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
