"""The daily recharge of a hundred thousand people: how long those who play wait meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import cast
from uuid import uuid4

from benchmarks import figures, history
from benchmarks.board import Board, new_board, opened
from benchmarks.databases import Database
from benchmarks.figures import Figure
from benchmarks.jobs import Job, Outcome, load
from benchmarks.progress import Say
from domain.aggregate import Event
from domain.credit_ledger import CreditLedger
from domain.recharge_sweep import RechargeSweep
from domain.user_account import UserAccount
from domain.values import Role
from infrastructure.log_store.log_store import LogStore

USERS = 100_000
RATE = 50.0
"""Plays a second: more than a room can hear."""

CATCH_UP_SECONDS_MAX = 600.0


def measure(database: Database, seconds: float, say: Say) -> list[Figure]:
    with new_board(database) as board:
        say(f"{USERS:,} people join")
        with opened(board) as container:
            history.record(_crowd(USERS), container.log)
            container.sealer.seal_all()
        with board.running():
            board.wait_until_level(CATCH_UP_SECONDS_MAX)
            say(f"{RATE:.0f} plays a second")
            idle = _plays(board, seconds)
        with board.running("--days-later=1"):
            board.sign_in_again()
            say(f"{RATE:.0f} plays a second while everybody is recharged")
            busy = _plays(board, seconds)
        with opened(board) as container:
            swept, took = _swept(container.log)
    return [
        Figure(
            f"at {RATE:.0f} plays/s while {USERS:,} are recharged: request, p99",
            database.name,
            busy.p99 / idle.p99,
            figures.WHILE_RECHARGING,
            f"idle {idle.told()}; meanwhile {busy.told()}; {swept:,} recharged in {took:.1f} s, "
            f"{swept / took:,.0f}/s",
        )
    ]


def _plays(board: Board, seconds: float) -> Outcome:
    return load(Job(board.port, board.plays(), seconds, warm_up=2.0, rate=RATE))


def _crowd(count: int) -> Iterator[Event]:
    """They joined yesterday, and have nothing."""
    at = datetime.now(UTC) - timedelta(days=1)
    for user_id in (uuid4() for _ in range(count)):
        account = UserAccount.register(
            user_id, sealed_name="name", sealed_email="e-mail", role=Role.MEMBER, at=at
        )
        ledger = CreditLedger.open(user_id, at=at)
        for event in chain(account.collect_events(), ledger.collect_events()):
            vars(event).update(command_id=user_id, actor_id=user_id, caused_by=None)
            yield cast("Event", event)


def _swept(log: LogStore) -> tuple[int, float]:
    """How many had their turn before the board was closed, and in how many seconds."""
    found = log.recorder.select_notifications(None, 10 * USERS, topics=[RechargeSweep.Advanced.TOPIC])
    advanced = [cast("RechargeSweep.Advanced", log.event_mapper.to_domain_event(each)) for each in found]
    last = [each for each in advanced if each.originator_id == advanced[-1].originator_id]
    return last[-1].users, (last[-1].timestamp - last[0].timestamp).total_seconds()
