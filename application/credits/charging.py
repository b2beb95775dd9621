"""The one way to charge: today's recharge, the price of one's plan, the cooldown, the reservation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from application.command import Command
from application.credits.priced import Priced
from application.decision import Decision
from application.ports import Aggregates, Clock
from domain.credit_ledger import CreditLedger
from domain.errors import InsufficientCreditsError
from domain.identifiers import TARIFF_ID, ledger_id
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


@dataclass(frozen=True)
class Paid:
    """The ledger is as it is after the reservation."""

    price: int
    ledger: CreditLedger


class Charging:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def reserve(self, charge: Charge) -> Paid:
        """What changed is the ledger's, and counts once it is committed: uncommitted, this is a check.

        Raises InsufficientCreditsError, CooldownError, AlreadySettledError, UnknownActionError, or
        NotFoundError.
        """
        now = self._clock.now()
        ledger = self._aggregates.load(CreditLedger, ledger_id(charge.user_id))
        account = self._aggregates.find(UserAccount, charge.user_id)
        tariff = self._aggregates.load(Tariff, TARIFF_ID)
        recharge(ledger, account, tariff, at=now)
        plan = Plan.FREE if account is None else account.plan
        milliseconds, details = charge.milliseconds, dict(charge.details)
        if charge.sound_id is not None:
            sound = self._aggregates.load(Sound, charge.sound_id)
            milliseconds, details = sound.duration_ms, {"title": sound.title, **details}
            ledger.ensure_rested(charge.sound_id, cooldown=tariff.terms(plan).cooldown, at=now)
        price = tariff.price(charge.action, plan).of(milliseconds)
        try:
            ledger.reserve(
                charge.reservation_id,
                charge.action,
                price,
                about=charge.sound_id,
                details=details,
                deadline=charge.deadline,
                at=now,
            )
        except InsufficientCreditsError as refusal:
            refusal.is_recharged = tariff.terms(plan).daily > 0
            raise
        return Paid(price, ledger)


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
