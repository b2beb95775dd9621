"""How credits are given."""

from collections.abc import Callable, Mapping
from typing import Any

from application.accounts.people import open_account
from application.credits.commands import CreditsGranted, GrantCredits
from application.decision import Decision
from application.ports import Aggregates, Clock
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id


class CreditHandlers:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def grant(self, command: GrantCredits) -> Decision[CreditsGranted]:
        open_account(self._aggregates, command.user_id)
        ledger = self._aggregates.load(CreditLedger, ledger_id(command.user_id))
        ledger.grant(command.amount, reason=command.reason, at=self._clock.now())
        return Decision([ledger], CreditsGranted(ledger.balance, ledger.reserved, ledger.spendable))

    def by_command(self) -> Mapping[type, Callable[[Any], Decision[Any]]]:
        return {GrantCredits: self.grant}
