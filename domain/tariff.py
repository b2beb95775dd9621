"""The tariff: the board's plans, and what each action costs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.errors import (
    InvalidTermsError,
    PlanExistsError,
    PlanRetiredError,
    UnknownActionError,
    UnknownPlanError,
)
from domain.identifiers import TARIFF_ID
from domain.plan_terms import PlanTerms
from domain.price import EVERY_PLAN, Price
from domain.reasons import valid_reason
from domain.values import Plan

PLANS_MAX = 50
"""Retired ones too: a list that people can choose from."""

NAME = re.compile(r"[a-z][a-z0-9_-]{0,29}", re.ASCII)

NEW_ACTION = "New to this board"

FIRST_DAY = date.min.isoformat()


class Tariff(AggregateRoot):
    """What changes today counts for recharges from tomorrow on, and for prices at once."""

    TOPIC = "tariff"

    # What can happen to it.

    @dataclass(frozen=True)
    class Opened(FirstEvent):
        """The plans and prices that the board began with."""

        TOPIC = "tariff.opened"
        plans: dict[str, dict[str, int]]
        prices: dict[str, dict[str, int]]

    @dataclass(frozen=True)
    class PlanMade(Event):
        TOPIC = "tariff.plan_made"
        plan: str
        terms: dict[str, int]
        reason: str

    @dataclass(frozen=True)
    class PlanChanged(Event):
        TOPIC = "tariff.plan_changed"
        plan: str
        terms: dict[str, int]
        reason: str

    @dataclass(frozen=True)
    class PlanRetired(Event):
        """Nobody comes to it any more; who is on it stays."""

        TOPIC = "tariff.plan_retired"
        plan: str
        reason: str

    @dataclass(frozen=True)
    class PriceSet(Event):
        """For one plan, or with an empty one for all that have none of their own."""

        TOPIC = "tariff.price_set"
        action: str
        plan: str
        price: dict[str, int]
        reason: str

    @dataclass(frozen=True)
    class PriceWithdrawn(Event):
        """From then on the plan pays what all pay that have no price of their own."""

        TOPIC = "tariff.price_withdrawn"
        action: str
        plan: str
        reason: str

    # What can be asked of it.

    @classmethod
    def open(cls, plans: Mapping[str, PlanTerms], prices: Mapping[str, Price], *, at: datetime) -> Tariff:
        return cls(
            id=TARIFF_ID,
            plans={name: terms.told() for name, terms in plans.items()},
            prices={action: price.told() for action, price in prices.items()},
            timestamp=at,
        )

    def terms(self, plan: str, *, on: date | None = None) -> PlanTerms:
        """As they were when that day began; without a day as they are. Raises UnknownPlanError.

        Older ones are forgotten: before all that is known, on a clock that went back, the oldest count.
        """
        history = self._history(plan)
        day = "9999-12-31" if on is None else on.isoformat()
        _, oldest = history[0]
        return PlanTerms.of(next((told for since, told in reversed(history) if since < day), oldest))

    def price(self, action: str, plan: str) -> Price:
        """Raises UnknownActionError."""
        found = self._prices(action)
        return Price(**found.get(plan, found[EVERY_PLAN]))

    def ensure_open_to_newcomers(self, plan: str) -> None:
        """Raises UnknownPlanError or PlanRetiredError."""
        self._history(plan)
        if plan in self.retired:
            raise PlanRetiredError(f"Nobody comes to the plan {plan} any more.")

    def make_plan(self, plan: str, terms: PlanTerms, *, reason: str, at: datetime) -> None:
        if not NAME.fullmatch(plan):
            raise InvalidTermsError("The name of a plan is a letter (a-z) and up to 29 of a-z, 0-9, _ and -.")
        if plan in self.plans:
            raise PlanExistsError(f"There is a plan {plan} already.")
        if len(self.plans) >= PLANS_MAX:
            raise InvalidTermsError(f"There are at most {PLANS_MAX} plans, retired ones too.")
        self._plan_made(plan=plan, terms=terms.told(), reason=valid_reason(reason), timestamp=at)

    def change_plan(self, plan: str, terms: PlanTerms, *, reason: str, at: datetime) -> None:
        """The same terms are not news."""
        if terms != self.terms(plan):
            self._plan_changed(plan=plan, terms=terms.told(), reason=valid_reason(reason), timestamp=at)

    def retire_plan(self, plan: str, *, reason: str, at: datetime) -> None:
        """Twice is not news. New accounts begin on the free plan: it stays."""
        self._history(plan)
        if plan == Plan.FREE:
            raise PlanRetiredError("New accounts begin on the free plan: it stays.")
        if plan not in self.retired:
            self._plan_retired(plan=plan, reason=valid_reason(reason), timestamp=at)

    def set_price(self, action: str, price: Price, *, plan: str, reason: str, at: datetime) -> None:
        """The same price is not news. What the others pay, too, can be a plan's own."""
        if plan != EVERY_PLAN:
            self._history(plan)
        if self._prices(action).get(plan) != price.told():
            self._price_set(
                action=action, plan=plan, price=price.told(), reason=valid_reason(reason), timestamp=at
            )

    def open_actions(self, prices: Mapping[str, Price], *, at: datetime) -> None:
        """Actions that are new to the board; what is known keeps the price it has."""
        for action, price in prices.items():
            if action not in self.prices:
                self._price_set(
                    action=action, plan=EVERY_PLAN, price=price.told(), reason=NEW_ACTION, timestamp=at
                )

    def withdraw_price(self, action: str, *, plan: str, reason: str, at: datetime) -> None:
        """Twice is not news. Only a plan's own: some price there must be."""
        self._history(plan)
        if plan in self._prices(action):
            self._price_withdrawn(action=action, plan=plan, reason=valid_reason(reason), timestamp=at)

    def _prices(self, action: str) -> Mapping[str, dict[str, int]]:
        if action not in self.prices:
            raise UnknownActionError(f"Nothing is known to cost {action}.")
        return self.prices[action]

    def _history(self, plan: str) -> Sequence[tuple[str, dict[str, int]]]:
        if plan not in self.plans:
            raise UnknownPlanError(f"There is no plan {plan}.")
        return self.plans[plan]

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        AggregateRoot.restore(state)
        state["plans"] = {name: [tuple(each) for each in history] for name, history in state["plans"].items()}

    # What each event changes.

    @event(Opened)
    def __init__(
        self,
        id: UUID,
        plans: dict[str, dict[str, int]],
        prices: dict[str, dict[str, int]],
        timestamp: datetime,
    ) -> None:
        self.plans: dict[str, list[tuple[str, dict[str, int]]]] = {
            name: [(FIRST_DAY, terms)] for name, terms in plans.items()
        }
        self.prices: dict[str, dict[str, dict[str, int]]] = {
            action: {EVERY_PLAN: price} for action, price in prices.items()
        }
        self.retired: list[str] = []

    @event(PlanMade)
    def _plan_made(self, plan: str, terms: dict[str, int], reason: str, timestamp: datetime) -> None:
        self.plans[plan] = [(FIRST_DAY, terms)]

    @event(PlanChanged)
    def _plan_changed(self, plan: str, terms: dict[str, int], reason: str, timestamp: datetime) -> None:
        today = timestamp.date().isoformat()
        history = self.plans[plan]
        before = [each for each in history if each[0] < today][-1:] or [(FIRST_DAY, history[0][1])]
        self.plans[plan] = [*before, (today, terms)]

    @event(PlanRetired)
    def _plan_retired(self, plan: str, reason: str, timestamp: datetime) -> None:
        self.retired.append(plan)

    @event(PriceSet)
    def _price_set(
        self, action: str, plan: str, price: dict[str, int], reason: str, timestamp: datetime
    ) -> None:
        self.prices.setdefault(action, {})[plan] = price

    @event(PriceWithdrawn)
    def _price_withdrawn(self, action: str, plan: str, reason: str, timestamp: datetime) -> None:
        del self.prices[action][plan]
