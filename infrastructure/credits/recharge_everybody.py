"""The daily recharge: begun at 00:00 UTC, carried through a few people at a time."""

import logging
import time
from collections import deque
from collections.abc import Sequence
from datetime import date
from threading import Event
from typing import ClassVar
from uuid import UUID

from eventsourcing.persistence import PersistenceError

from application.command import from_system
from application.credits.sweep import BeginSweep, FinishSweep, RechargeUsers
from application.executor.command_executor import CommandExecutor
from application.ports import Clock
from application.process_managers.recharging import RECHARGE_EVERYBODY, RECHARGE_WITHIN
from application.soundboard import Soundboard
from application.work import Work
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id
from domain.recharge_sweep import RechargeSweep
from domain.user_account import UserAccount
from infrastructure.credits.ledger_owners import LedgerOwners
from infrastructure.work.work_table import Lease, WorkTable

USERS_AT_ONCE = 20
"""In one command. While people use the board it is one: the writer is back within some milliseconds."""

REST = 4
"""Times as long as it worked, while people use the board: they hardly ever meet it."""

TRY_AGAIN_SECONDS = 1.0

logger = logging.getLogger(__name__)


class DailyRecharge:
    """Asked every moment; it begins the day's recharge once, also where the server was off at midnight."""

    def __init__(self, executor: CommandExecutor, clock: Clock) -> None:
        self._executor = executor
        self._clock = clock
        self._begun: date | None = None

    def begin_if_due(self) -> None:
        today = self._clock.now().date()
        if today != self._begun:
            self._executor.run(BeginSweep(today), from_system())
            self._begun = today


class RechargeEverybodyWorker:
    kind: ClassVar[str] = RECHARGE_EVERYBODY
    seconds_max: ClassVar[float] = 6 * 3600.0

    def __init__(
        self,
        soundboard: Soundboard,
        executor: CommandExecutor,
        owners: LedgerOwners,
        work_table: WorkTable,
        clock: Clock,
    ) -> None:
        self._soundboard = soundboard
        self._executor = executor
        self._owners = owners
        self._work_table = work_table
        self._clock = clock
        self._is_closing = Event()

    def close(self) -> None:
        """What is left goes on after the next start."""
        self._is_closing.set()

    def carry_out(self, leases: Sequence[Lease]) -> None:
        for lease in leases:
            self._sweep(lease.reference)

    def give_up(self, reference: UUID, reason: str) -> None:
        """As long as it is that day, it is asked for again, however often it was cut off."""
        sweep = self._soundboard.load(RechargeSweep, reference)
        now = self._clock.now()
        if sweep.day == now.date().isoformat():
            self._work_table.ask_again(Work(RECHARGE_EVERYBODY, reference, now + RECHARGE_WITHIN))
            return
        logger.error("the daily recharge was not complete", extra={"day": sweep.day, "reason": reason})
        self._executor.run(FinishSweep(reference, is_complete=False), from_system())

    def _sweep(self, sweep_id: UUID) -> None:
        sweep = self._soundboard.load(RechargeSweep, sweep_id)
        for page in self._owners.after(sweep.up_to, self._is_closing):
            waiting = deque(page)
            while waiting and not self._is_closing.is_set():
                self._wait_for(date.fromisoformat(sweep.day))
                at_once = 1 if self._executor.is_in_use else min(USERS_AT_ONCE, len(waiting))
                self._recharge(sweep_id, [waiting.popleft() for _ in range(at_once)])
        if not self._is_closing.is_set():
            self._executor.run(FinishSweep(sweep_id), from_system())
            logger.info("everybody was recharged", extra={"sweep": str(sweep_id)})

    def _wait_for(self, day: date) -> None:
        """On a clock that went back behind it."""
        while self._clock.now().date() < day and not self._is_closing.wait(TRY_AGAIN_SECONDS):
            pass

    def _recharge(self, sweep_id: UUID, users: Sequence[UUID]) -> None:
        """As often as it takes, while the store fails. Whoever's ledger cannot be read is left out."""
        while users and not self._is_closing.is_set():
            begun = time.monotonic()
            try:
                self._executor.run(RechargeUsers(sweep_id, users), from_system(is_bulk=True))
            except Exception as error:  # noqa: BLE001 - whatever it is, the others get their turn
                logger.warning("not recharged yet: %s", error)
                users = [each for each in users if self._is_readable(each)]
                self._is_closing.wait(TRY_AGAIN_SECONDS)
                continue
            if self._executor.is_in_use:
                self._is_closing.wait(REST * (time.monotonic() - begun))
            return

    def _is_readable(self, user_id: UUID) -> bool:
        try:
            self._soundboard.find(CreditLedger, ledger_id(user_id))
            self._soundboard.find(UserAccount, user_id)
        except PersistenceError:
            return True
        except Exception:
            logger.exception("nobody can tell what they have: not recharged", extra={"user": str(user_id)})
            return False
        return True
