"""How credits are given, taken, reserved and settled."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from application.accounts.people import open_account
from application.credits.charging import Charge, Charging
from application.credits.commands import (
    AdjustCredits,
    CreditsGranted,
    GrantCredits,
    RefundReservation,
    ReleaseReservation,
    ReserveCredits,
    SpendReservation,
)
from application.decision import Decision
from application.ports import Aggregates, Clock
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id


class CreditHandlers:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock
        self._charging = Charging(aggregates, clock)

    def grant(self, command: GrantCredits) -> Decision[CreditsGranted]:
        open_account(self._aggregates, command.user_id)
        ledger = self._ledger(command.user_id)
        ledger.grant(command.amount, reason=command.reason, at=self._clock.now())
        return Decision([ledger], CreditsGranted(ledger.balance, ledger.reserved, ledger.spendable))

    def adjust(self, command: AdjustCredits) -> Decision[CreditsGranted]:
        open_account(self._aggregates, command.user_id)
        ledger = self._ledger(command.user_id)
        ledger.adjust(command.amount, reason=command.reason, at=self._clock.now())
        return Decision([ledger], CreditsGranted(ledger.balance, ledger.reserved, ledger.spendable))

    def refund(self, command: RefundReservation) -> Decision[CreditsGranted]:
        open_account(self._aggregates, command.user_id)
        ledger = self._ledger(command.user_id)
        ledger.refund(command.reservation_id, reason=command.reason, at=self._clock.now())
        return Decision([ledger], CreditsGranted(ledger.balance, ledger.reserved, ledger.spendable))

    def reserve(self, command: ReserveCredits) -> Decision[None]:
        charge = Charge(
            command.user_id,
            command.reservation_id,
            command.action,
            milliseconds=command.milliseconds,
            details=command.details,
            deadline=command.deadline,
        )
        return Decision([self._charging.reserve(charge).ledger], None)

    def spend(self, command: SpendReservation) -> Decision[None]:
        ledger = self._ledger(command.user_id)
        ledger.spend(command.reservation_id, at=self._clock.now())
        return Decision([ledger], None)

    def release(self, command: ReleaseReservation) -> Decision[None]:
        ledger = self._ledger(command.user_id)
        ledger.release(command.reservation_id, reason=command.reason, at=self._clock.now())
        return Decision([ledger], None)

    def _ledger(self, user_id: UUID) -> CreditLedger:
        return self._aggregates.load(CreditLedger, ledger_id(user_id))

    def by_command(self) -> Mapping[type, Callable[[Any], Decision[Any]]]:
        return {
            AdjustCredits: self.adjust,
            GrantCredits: self.grant,
            RefundReservation: self.refund,
            ReleaseReservation: self.release,
            ReserveCredits: self.reserve,
            SpendReservation: self.spend,
        }
