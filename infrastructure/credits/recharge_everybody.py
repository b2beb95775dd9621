"""The daily recharge: begun at 00:00 UTC, carried through a few people at a time."""

import logging
import time
from collections import deque
from collections.abc import Sequence
from datetime import date
from threading import Event
from typing import ClassVar
from uuid import UUID

from application.command import from_system
from application.credits.sweep import BeginSweep, FinishSweep, RechargeUsers
from application.errors import ApplicationError
from application.executor.command_executor import CommandExecutor
from application.ports import Clock
from application.process_managers.recharging import RECHARGE_EVERYBODY, RECHARGE_WITHIN
from application.soundboard import Soundboard
from application.work import Work
from domain.recharge_sweep import RechargeSweep
from infrastructure.credits.ledger_owners import LedgerOwners
from infrastructure.work.work_table import Lease, WorkTable

USERS_AT_ONCE = 20
"""In one command. While people use the board it is one: the writer is back within some milliseconds."""

REST = 4
"""Times as long as it worked, while people use the board: they hardly ever meet it."""

TRY_AGAIN_SECONDS = 1.0

TRIES_MORE = 3
"""For whoever could not be recharged when it was their turn; the next day brings the next one."""

LOOK_AGAIN_SECONDS = 30.0
"""Whether the day of a sweep has come again, on a clock that went back behind it: perhaps for weeks."""

logger = logging.getLogger(__name__)


class _TooSoonError(Exception):
    """The clock went back behind the day: nobody waits for it here, where others need the thread."""


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
            try:
                self._sweep(lease.reference)
            except _TooSoonError:
                self._work_table.put_off(lease.id, seconds=LOOK_AGAIN_SECONDS)

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
        day = date.fromisoformat(sweep.day)
        left_out: list[UUID] = []
        for page in self._owners.after(sweep.up_to, self._is_closing):
            left_out += self._recharge_all(sweep_id, day, page)
        for _ in range(TRIES_MORE):
            if left_out and not self._is_closing.wait(TRY_AGAIN_SECONDS):
                left_out = self._recharge_all(sweep_id, day, left_out)
        if not self._is_closing.is_set():
            for each in left_out:
                logger.error("not recharged today, unless they come themselves", extra={"user": str(each)})
            self._executor.run(FinishSweep(sweep_id, is_complete=not left_out), from_system())
            logger.info("the sweep is through", extra={"sweep": str(sweep_id), "left_out": len(left_out)})

    def _recharge_all(self, sweep_id: UUID, day: date, users: Sequence[UUID]) -> list[UUID]:
        """Those who could not be recharged, each tried alone."""
        waiting, left_out = deque(users), list[UUID]()
        while waiting and not self._is_closing.is_set():
            at_once = 1 if self._executor.is_in_use else min(USERS_AT_ONCE, len(waiting))
            together = [waiting.popleft() for _ in range(at_once)]
            if not self._recharge(sweep_id, day, together):
                left_out += [
                    each for each in together if at_once == 1 or not self._recharge(sweep_id, day, [each])
                ]
        return left_out

    def _ensure_begun(self, day: date) -> None:
        if self._clock.now().date() < day:
            raise _TooSoonError

    def _recharge(self, sweep_id: UUID, day: date, users: Sequence[UUID]) -> bool:
        """As often as it takes, while the store fails; false where it is one of them whose recharge does."""
        while not self._is_closing.is_set():
            self._ensure_begun(day)
            begun = time.monotonic()
            try:
                self._executor.run(RechargeUsers(sweep_id, users), from_system(is_bulk=True))
            except ApplicationError as error:
                logger.warning("not recharged yet: %s", error)
                self._is_closing.wait(TRY_AGAIN_SECONDS)
                continue
            except Exception:
                logger.exception("not recharged", extra={"users": [str(each) for each in users]})
                return False
            if self._executor.is_in_use:
                self._is_closing.wait(REST * (time.monotonic() - begun))
            return True
        return True
