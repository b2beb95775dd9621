"""The daily recharge of everybody: what can be asked of it, and how it is decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from application.command import Command
from application.credits.charging import recharge
from application.decision import Decision
from application.errors import ConflictError
from application.ports import Aggregates, Clock
from domain.credit_ledger import CreditLedger
from domain.identifiers import TARIFF_ID, ledger_id, sweep_id
from domain.recharge_sweep import RechargeSweep
from domain.tariff import Tariff
from domain.user_account import UserAccount


@dataclass(frozen=True)
class BeginSweep(Command[None]):
    """Again on the same day is not news."""

    day: date


@dataclass(frozen=True)
class RechargeUsers(Command[None]):
    """The next ones, in the order of their ids."""

    sweep_id: UUID
    user_ids: Sequence[UUID]


@dataclass(frozen=True)
class FinishSweep(Command[None]):
    sweep_id: UUID
    is_complete: bool = True


class SweepHandlers:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def begin(self, command: BeginSweep) -> Decision[None]:
        if self._aggregates.find(RechargeSweep, sweep_id(command.day)) is not None:
            return Decision([], None)
        return Decision([RechargeSweep.begin(command.day, at=self._clock.now())], None)

    def recharge(self, command: RechargeUsers) -> Decision[None]:
        """Whoever left has a ledger still, and no account: nothing comes back to them.

        Raises ConflictError on a clock that went back behind the sweep's day: what it decided now would
        count for the day before, and who had their turn has it no more.
        """
        now = self._clock.now()
        tariff = self._aggregates.load(Tariff, TARIFF_ID)
        sweep = self._aggregates.load(RechargeSweep, command.sweep_id)
        if now.date() < date.fromisoformat(sweep.day):
            raise ConflictError(f"By this clock {sweep.day} has not begun.")
        ledgers = []
        for user_id in command.user_ids:
            account = self._aggregates.find(UserAccount, user_id)
            ledger = self._aggregates.find(CreditLedger, ledger_id(user_id))
            if account is not None and not account.is_erased and ledger is not None:
                recharge(ledger, account, tariff, at=now)
                ledgers += [ledger] if ledger.pending_events else []
        sweep.advance(command.user_ids[-1], users=len(command.user_ids), recharged=len(ledgers), at=now)
        return Decision([*ledgers, sweep], None)

    def finish(self, command: FinishSweep) -> Decision[None]:
        sweep = self._aggregates.load(RechargeSweep, command.sweep_id)
        sweep.finish(is_complete=command.is_complete, at=self._clock.now())
        return Decision([sweep], None)

    def by_command(self) -> Mapping[type, Callable[[Any], Decision[Any]]]:
        return {BeginSweep: self.begin, FinishSweep: self.finish, RechargeUsers: self.recharge}
