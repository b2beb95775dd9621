"""The one way to charge: today's recharge, the price of one's plan, the cooldown, the reservation."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from application.command import Command
from application.credits.priced import Priced
from application.decision import Decision
from application.ports import Aggregates, Clock
from application.process_managers.holding import SETTLED_WITH_THEIR_PLAY
from domain.credit_ledger import CreditLedger
from domain.errors import CooldownError, InsufficientCreditsError
from domain.identifiers import TARIFF_ID, ledger_id
from domain.plan_terms import PlanTerms
from domain.sound import Sound
from domain.tariff import Tariff
from domain.user_account import UserAccount
from domain.values import Plan

Handler = Callable[..., Decision[Any]]
Handlers = Mapping[type[Command[Any]], Handler]


@dataclass(frozen=True)
class Charge:
    """What is to be paid, by whom, and for what. A sound is priced by its length, and told by its title.

    What nobody else settles has a deadline: then the credits come back.
    """

    user_id: UUID
    reservation_id: UUID
    action: str
    sound_id: UUID | None = None
    milliseconds: int = 0
    details: Mapping[str, str | int] = field(default_factory=dict)
    deadline: datetime | None = None

    def __post_init__(self) -> None:
        if self.deadline is not None and self.action in SETTLED_WITH_THEIR_PLAY:
            raise ValueError(f"{self.action} is settled by its play: a deadline would be owed for ever.")


@dataclass(frozen=True)
class Paid:
    """The ledger is as it is after the reservation."""

    price: int
    ledger: CreditLedger


@dataclass(frozen=True)
class Check:
    """What charging would say now. The balance is what it would find, with today's recharge."""

    price: int
    balance: int
    reserved: int
    refusal: InsufficientCreditsError | CooldownError | None
    next_recharge_at: datetime | None
    """None on a plan that gives nothing."""


@dataclass(frozen=True)
class _Quote:
    """A ledger that has its recharge, and what it is about to be charged."""

    ledger: CreditLedger
    price: int
    terms: PlanTerms
    details: Mapping[str, str | int]


class Charging:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def reserve(self, charge: Charge) -> Paid:
        """What changed is the ledger's, and counts once it is committed.

        Raises InsufficientCreditsError, CooldownError, AlreadySettledError, UnknownActionError, or
        NotFoundError.
        """
        now = self._clock.now()
        return self._reserve(charge, self._quote(charge, self._ledger_of(charge), now), now)

    def check(self, charge: Charge) -> Check:
        """The same, of a copy of the ledger: whoever keeps aggregates in memory may ask, too.

        Raises UnknownActionError or NotFoundError.
        """
        now = self._clock.now()
        quote = self._quote(charge, deepcopy(self._ledger_of(charge)), now)
        balance, reserved = quote.ledger.balance, quote.ledger.reserved
        refusal = None
        try:
            self._reserve(charge, quote, now)
        except (InsufficientCreditsError, CooldownError) as error:
            refusal = error
        return Check(
            quote.price, balance, reserved, refusal, midnight_after(now) if quote.terms.daily else None
        )

    def _ledger_of(self, charge: Charge) -> CreditLedger:
        return self._aggregates.load(CreditLedger, ledger_id(charge.user_id))

    def _quote(self, charge: Charge, ledger: CreditLedger, now: datetime) -> _Quote:
        account = self._aggregates.find(UserAccount, charge.user_id)
        tariff = self._aggregates.load(Tariff, TARIFF_ID)
        recharge(ledger, account, tariff, at=now)
        plan = Plan.FREE if account is None else account.plan
        milliseconds, details = charge.milliseconds, dict(charge.details)
        if charge.sound_id is not None:
            sound = self._aggregates.load(Sound, charge.sound_id)
            milliseconds, details = sound.duration_ms, {"title": sound.title, **details}
        price = tariff.price(charge.action, plan).of(milliseconds)
        return _Quote(ledger, price, tariff.terms(plan), details)

    def _reserve(self, charge: Charge, quote: _Quote, now: datetime) -> Paid:
        ledger = quote.ledger
        if charge.sound_id is not None:
            ledger.ensure_rested(charge.sound_id, cooldown=quote.terms.cooldown, at=now)
        try:
            ledger.reserve(
                charge.reservation_id,
                charge.action,
                quote.price,
                about=charge.sound_id,
                details=quote.details,
                deadline=charge.deadline,
                at=now,
            )
        except InsufficientCreditsError as refusal:
            refusal.is_recharged = quote.terms.daily > 0
            raise
        return Paid(quote.price, ledger)


def midnight_after(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def recharge(ledger: CreditLedger, account: UserAccount | None, tariff: Tariff, *, at: datetime) -> None:
    """By the plan, and its terms, as they were when the day began."""
    today = at.date()
    plan = Plan.FREE if account is None else account.plan_on(today)
    terms = tariff.terms(plan, on=today)
    ledger.recharge(terms.daily, up_to=terms.maximum, plan=plan, at=at)


def with_charges(
    handlers: Mapping[type[Command[Any]], Handler], charging: Charging
) -> Mapping[type, Handler]:
    """Handlers of commands that are `priced` are given what was paid, and what they decide includes it."""
    return {
        command: handle if command.priced is None else _charged(handle, command.priced, charging)
        for command, handle in handlers.items()
    }


def _charged(handle: Handler, priced: Priced, charging: Charging) -> Handler:
    def decide(command: Command[Any]) -> Decision[Any]:
        paid = charging.reserve(Charge(**priced.of(command)))
        decision = handle(command, paid)
        return Decision([paid.ledger, *decision.changed], decision.answer, decision.records)

    return decide
