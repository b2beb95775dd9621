"""How plans and prices are made, changed and retired."""

from collections.abc import Callable, Mapping
from typing import Any

from application.credits.commands import (
    ChangePlanTerms,
    MakePlan,
    OpenActions,
    OpenTariff,
    RetirePlan,
    SetPrice,
    WithdrawPrice,
)
from application.decision import Decision
from application.ports import Aggregates, Clock
from domain.identifiers import TARIFF_ID
from domain.tariff import Tariff


class TariffHandlers:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def open(self, command: OpenTariff) -> Decision[None]:
        return Decision([Tariff.open(command.plans, command.prices, at=self._clock.now())], None)

    def open_actions(self, command: OpenActions) -> Decision[None]:
        tariff = self._tariff()
        tariff.open_actions(command.prices, at=self._clock.now())
        return Decision([tariff], None)

    def make_plan(self, command: MakePlan) -> Decision[None]:
        tariff = self._tariff()
        tariff.make_plan(command.plan, command.terms, reason=command.reason, at=self._clock.now())
        return Decision([tariff], None)

    def change_plan(self, command: ChangePlanTerms) -> Decision[None]:
        tariff = self._tariff()
        tariff.change_plan(command.plan, command.terms, reason=command.reason, at=self._clock.now())
        return Decision([tariff], None)

    def retire_plan(self, command: RetirePlan) -> Decision[None]:
        tariff = self._tariff()
        tariff.retire_plan(command.plan, reason=command.reason, at=self._clock.now())
        return Decision([tariff], None)

    def set_price(self, command: SetPrice) -> Decision[None]:
        tariff, now = self._tariff(), self._clock.now()
        tariff.set_price(command.action, command.price, plan=command.plan, reason=command.reason, at=now)
        return Decision([tariff], None)

    def withdraw_price(self, command: WithdrawPrice) -> Decision[None]:
        tariff, now = self._tariff(), self._clock.now()
        tariff.withdraw_price(command.action, plan=command.plan, reason=command.reason, at=now)
        return Decision([tariff], None)

    def _tariff(self) -> Tariff:
        return self._aggregates.load(Tariff, TARIFF_ID)

    def by_command(self) -> Mapping[type, Callable[[Any], Decision[Any]]]:
        return {
            ChangePlanTerms: self.change_plan,
            MakePlan: self.make_plan,
            OpenActions: self.open_actions,
            OpenTariff: self.open,
            RetirePlan: self.retire_plan,
            SetPrice: self.set_price,
            WithdrawPrice: self.withdraw_price,
        }
