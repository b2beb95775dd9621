"""A credit ledger: what one user has, has reserved, and has spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.errors import (
    AlreadySettledError,
    CooldownError,
    InsufficientCreditsError,
    InvalidAmountError,
    ReasonRequiredError,
)
from domain.identifiers import ledger_id
from domain.reasons import valid_reason
from domain.recharged_days import Runs, is_among, restored, with_day

GRANT_MAX = 1_000_000

COOLDOWN_MAX = timedelta(hours=1)
"""So long a ledger remembers what credits were last reserved for."""

USES_KEPT_MIN = 64
"""So many are not looked through at every press."""

DEADLINES_KEPT = timedelta(days=2)
"""So long after its deadline the same is not reserved for again: as long as answers are known."""

OPENING = "Opening credits"
"""The reason of what a new account begins with, and of no other grant."""


class CreditLedger(AggregateRoot):
    """Every event that moves the balance carries the balance after it: the statement explains itself."""

    TOPIC = "credit_ledger"

    # What can happen to a ledger.

    @dataclass(frozen=True)
    class Opened(FirstEvent):
        TOPIC = "credit_ledger.opened"
        owner_id: UUID

    @dataclass(frozen=True)
    class Granted(Event):
        TOPIC = "credit_ledger.granted"
        owner_id: UUID
        amount: int
        balance: int
        reason: str

    @dataclass(frozen=True)
    class Adjusted(Event):
        """A host put right what was wrong; the amount has a sign."""

        TOPIC = "credit_ledger.adjusted"
        owner_id: UUID
        amount: int
        balance: int
        reason: str

    @dataclass(frozen=True)
    class Recharged(Event):
        TOPIC = "credit_ledger.recharged"
        class_version = 2
        owner_id: UUID
        day: str
        amount: int
        balance: int
        plan: str

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["plan"] = ""  # it was not told before

    @dataclass(frozen=True)
    class Reserved(Event):
        """`about` is what it is for, as a sound; `details` are for the statement.

        With a deadline they come back then, unless they were settled. Without one, whatever they were
        reserved for sees to that.
        """

        TOPIC = "credit_ledger.reserved"
        class_version = 2
        owner_id: UUID
        reservation_id: UUID
        action: str
        amount: int
        balance: int
        about: UUID | None
        details: dict[str, str | int]
        deadline: datetime | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state |= {"about": None, "details": {}, "deadline": None}  # only plays were charged before

    @dataclass(frozen=True)
    class Spent(Event):
        TOPIC = "credit_ledger.spent"
        owner_id: UUID
        reservation_id: UUID
        action: str
        amount: int
        balance: int

    @dataclass(frozen=True)
    class Released(Event):
        """`by_host`: somebody causes each, as by stopping all sounds; this one a host decided."""

        TOPIC = "credit_ledger.released"
        class_version = 2
        owner_id: UUID
        reservation_id: UUID
        action: str
        amount: int
        balance: int
        reason: str
        by_host: bool

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["by_host"] = False  # no host could before

    # What can be asked of it.

    @classmethod
    def open(cls, owner_id: UUID, *, at: datetime) -> CreditLedger:
        return cls(id=ledger_id(owner_id), owner_id=owner_id, timestamp=at)

    @property
    def spendable(self) -> int:
        return self.balance - self.reserved

    def grant(self, amount: int, *, reason: str, at: datetime) -> None:
        if reason == OPENING:
            raise ReasonRequiredError(f"“{OPENING}” are the board's own. Say why you give these.")
        self._grant(amount, valid_reason(reason), at)

    def welcome(self, amount: int, *, at: datetime) -> None:
        """What a new account begins with, which may be nothing."""
        if amount > 0:
            self._grant(amount, OPENING, at)

    def _grant(self, amount: int, reason: str, at: datetime) -> None:
        if not 0 < amount <= GRANT_MAX:
            raise InvalidAmountError(f"A grant is 1 to {GRANT_MAX} credits.")
        self._granted(
            owner_id=self.owner_id, amount=amount, balance=self.balance + amount, reason=reason, timestamp=at
        )

    def adjust(self, amount: int, *, reason: str, at: datetime) -> None:
        """Either way; never into what is reserved, nor below zero."""
        if amount == 0 or abs(amount) > GRANT_MAX:
            raise InvalidAmountError(f"An adjustment is 1 to {GRANT_MAX} credits, more or less.")
        if -amount > self.spendable:
            raise InsufficientCreditsError(spendable=self.spendable, price=-amount)
        self._adjusted(
            owner_id=self.owner_id,
            amount=amount,
            balance=self.balance + amount,
            reason=valid_reason(reason),
            timestamp=at,
        )

    def recharge(self, amount: int, *, up_to: int, plan: str, at: datetime) -> None:
        """Each day (UTC) once, whenever a clock has it; never past the maximum."""
        amount = min(amount, up_to - self.balance)
        if amount > 0 and not is_among(self.recharged_days, at.date()):
            self._recharged(
                owner_id=self.owner_id,
                day=at.date().isoformat(),
                amount=amount,
                balance=self.balance + amount,
                plan=plan,
                timestamp=at,
            )

    def ensure_rested(self, about: UUID, *, cooldown: timedelta, at: datetime) -> None:
        """Raises CooldownError where the same was asked for less than `cooldown` ago."""
        used_at = self.used_at.get(str(about))
        if used_at is not None and 0 <= (rested := at.timestamp() - used_at) < cooldown.total_seconds():
            raise CooldownError(ceil(cooldown.total_seconds() - rested))

    def reserve(
        self,
        reservation_id: UUID,
        action: str,
        amount: int,
        *,
        at: datetime,
        about: UUID | None = None,
        details: Mapping[str, str | int] | None = None,
        deadline: datetime | None = None,
    ) -> None:
        """The same again is not news while it is open. What has a deadline is never reserved for twice.

        Raises InvalidAmountError, AlreadySettledError or InsufficientCreditsError.
        """
        if amount < 0:
            raise InvalidAmountError("A price is never below zero.")
        if str(reservation_id) in self.reservations:
            return
        if deadline is not None and (deadline < at or str(reservation_id) in self.deadlines):
            raise AlreadySettledError("This was settled before, or its time is over: it is not begun again.")
        if amount > self.spendable:
            raise InsufficientCreditsError(spendable=self.spendable, price=amount)
        self._reserved(
            owner_id=self.owner_id,
            reservation_id=reservation_id,
            action=str(action),
            amount=amount,
            balance=self.balance,
            about=about,
            details=dict(details or {}),
            deadline=deadline,
            timestamp=at,
        )

    def spend(self, reservation_id: UUID, *, at: datetime) -> None:
        """The first settlement wins: a reservation that is settled already is not news."""
        if (held := self.reservations.get(str(reservation_id))) is None:
            return
        action, amount, _, _ = held
        self._spent(
            owner_id=self.owner_id,
            reservation_id=reservation_id,
            action=action,
            amount=amount,
            balance=self.balance - amount,
            timestamp=at,
        )

    def release(self, reservation_id: UUID, *, reason: str, at: datetime) -> None:
        """The first settlement wins: a reservation that is settled already is not news."""
        self._release(reservation_id, reason, by_host=False, at=at)

    def refund(self, reservation_id: UUID, *, reason: str, at: datetime) -> None:
        """A host gives it back, and is told where nothing is left to give.

        Raises AlreadySettledError, also for what was never reserved: only what is open is remembered here.
        """
        reason = valid_reason(reason)
        if str(reservation_id) not in self.reservations:
            raise AlreadySettledError("This reservation is settled already: nothing came back.")
        self._release(reservation_id, reason, by_host=True, at=at)

    def _release(self, reservation_id: UUID, reason: str, *, by_host: bool, at: datetime) -> None:
        if (held := self.reservations.get(str(reservation_id))) is None:
            return
        action, amount, _, _ = held
        self._released(
            owner_id=self.owner_id,
            reservation_id=reservation_id,
            action=action,
            amount=amount,
            balance=self.balance,
            reason=reason,
            by_host=by_host,
            timestamp=at,
        )

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        AggregateRoot.restore(state)
        state["owner_id"] = UUID(str(state["owner_id"]))
        state["recharged_on"] = date.fromisoformat(str(state["recharged_on"]))
        state["recharged_days"] = restored(state.get("recharged_days"), until=state["recharged_on"])
        state["reservations"] = {id: _held(*held) for id, held in state["reservations"].items()}
        state.setdefault("used_at", {})
        state.setdefault("deadlines", {})

    # What each event changes.

    @event(Opened)
    def __init__(self, id: UUID, owner_id: UUID, timestamp: datetime) -> None:
        self.owner_id = owner_id
        self.balance = 0
        self.reserved = 0
        self.recharged_on = date.min
        self.recharged_days: Runs = ()
        self.reservations: dict[str, tuple[str, int, str, float]] = {}
        self.used_at: dict[str, float] = {}
        self.deadlines: dict[str, float] = {}

    @event(Granted)
    def _granted(self, owner_id: UUID, amount: int, balance: int, reason: str, timestamp: datetime) -> None:
        self.balance = balance

    @event(Adjusted)
    def _adjusted(self, owner_id: UUID, amount: int, balance: int, reason: str, timestamp: datetime) -> None:
        self.balance = balance

    @event(Recharged)
    def _recharged(
        self, owner_id: UUID, day: str, amount: int, balance: int, plan: str, timestamp: datetime
    ) -> None:
        self.balance = balance
        self.recharged_on = date.fromisoformat(day)
        self.recharged_days = with_day(self.recharged_days, self.recharged_on)

    @event(Reserved)
    def _reserved(
        self,
        owner_id: UUID,
        reservation_id: UUID,
        action: str,
        amount: int,
        balance: int,
        about: UUID | None,
        details: dict[str, str | int],
        deadline: datetime | None,
        timestamp: datetime,
    ) -> None:
        self.reserved += amount
        used = "" if about is None else str(about)
        self.reservations[str(reservation_id)] = (action, amount, used, timestamp.timestamp())
        if used:
            self._remember_use(used, timestamp.timestamp())
        if deadline is not None:
            self._remember_deadline(str(reservation_id), deadline.timestamp(), timestamp.timestamp())

    @event(Spent)
    def _spent(
        self,
        owner_id: UUID,
        reservation_id: UUID,
        action: str,
        amount: int,
        balance: int,
        timestamp: datetime,
    ) -> None:
        self.balance = balance
        self.reserved -= amount
        del self.reservations[str(reservation_id)]

    @event(Released)
    def _released(
        self,
        owner_id: UUID,
        reservation_id: UUID,
        action: str,
        amount: int,
        balance: int,
        reason: str,
        by_host: bool,
        timestamp: datetime,
    ) -> None:
        self.reserved -= amount
        _, _, used, at = self.reservations.pop(str(reservation_id))
        if self.used_at.get(used) == at:
            del self.used_at[used]

    def _remember_use(self, used: str, at: float) -> None:
        if len(self.used_at) >= USES_KEPT_MIN:
            since = at - COOLDOWN_MAX.total_seconds()
            self.used_at = {each: when for each, when in self.used_at.items() if when > since}
        self.used_at[used] = at

    def _remember_deadline(self, reservation: str, deadline: float, at: float) -> None:
        """Also of what is settled long before: a message may come a second time."""
        since = at - DEADLINES_KEPT.total_seconds()
        self.deadlines = {each: until for each, until in self.deadlines.items() if until >= since}
        self.deadlines[reservation] = deadline


def _held(action: str, amount: int, used: str = "", at: float = 0.0) -> tuple[str, int, str, float]:
    """Snapshots had two of these at first, and then three."""
    return action, amount, used, at
