"""However many hands reach for a reservation at once, and however often: one settlement each."""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from application.command import Command, envelope
from application.credits.commands import (
    RefundReservation,
    ReleaseReservation,
    ReserveCredits,
    SpendReservation,
)
from application.credits.paid_work import CAME_TO_NOTHING, paid_work
from domain.credit_ledger import CreditLedger
from domain.errors import AlreadySettledError
from domain.values import CreditAction
from infrastructure.container import Container
from tests.support.board import wait_for
from tests.support.running_parts import PEOPLE, running_parts
from tests.support.settlements import Settlement, settlements, still_owed, the_books_are_right
from tests.support.settling_race import (
    HOST,
    THREADS,
    WINDOW_SECONDS,
    Attempts,
    Deliveries,
    Delivery,
    sweeping,
)

WORKERS = ("success", "failure", "cancel")
HANDS = (*WORKERS, "deadline", "refund", "redelivery")
PAIRS = list(combinations(HANDS, 2))
JOBS_A_ROUND = 25
LEAD_SECONDS = 1.0
MOMENTS_SECONDS = WINDOW_SECONDS * 0.6
"""So that what was to begin within the window does, also on a machine with other things to do."""

LATEST_SECONDS = {"deadline": MOMENTS_SECONDS / 3}
"""That a deadline is over is seen a little later."""

LATE_HANDS = frozenset(HANDS) - {"deadline"}
"""What was settled has no deadline any more."""

LATE_SECONDS = 0.2
ENOUGH_JOBS = 500
"""Of which each hand wins some."""

NO_DEADLINE_YET = timedelta(hours=1)
WINS = {
    "success": "spent",
    "failure": CAME_TO_NOTHING,
    "cancel": "It was cancelled.",
    "deadline": "It was not done in time.",
    "refund": "refund",
    "redelivery": "Told once more.",
}
"""What is told of each where it was the first. What success told may be told again, and be the first."""


class BrokenError(Exception):
    """What the work was for did not come off."""


@dataclass(frozen=True)
class Job:
    """Each hand has its moment. The workers (success, failure, cancel) were all given the same job."""

    id: UUID
    owner_id: UUID
    moments: dict[str, float]

    @property
    def deadline(self) -> datetime:
        at = datetime.fromtimestamp(self.moments.get("deadline", max(self.moments.values())), UTC)
        return at if "deadline" in self.moments else at + NO_DEADLINE_YET

    @property
    def reservation(self) -> ReserveCredits:
        extraction = CreditAction.AUDIO_EXTRACTION
        return ReserveCredits(self.owner_id, self.id, extraction, 0, {}, self.deadline)


def hands_of(number: int, random: Random) -> set[str]:
    """Every pair, over all jobs; and now and then another hand."""
    return {*PAIRS[number % len(PAIRS)], *(hand for hand in HANDS if random.random() < 0.25)}


def a_round(numbers: Sequence[int], random: Random) -> list[Job]:
    about = time.time() + LEAD_SECONDS
    jobs = []
    for number in numbers:
        hands = sorted(hands_of(number, random))
        moments = {
            hand: about + random.uniform(0, LATEST_SECONDS.get(hand, MOMENTS_SECONDS)) for hand in hands
        }
        jobs.append(Job(UUID(int=random.getrandbits(128)), random.choice(PEOPLE), moments))
    return jobs


def one_of_each(random: Random) -> list[Job]:
    """For each hand a job that it alone reaches for at first."""
    about = time.time() + LEAD_SECONDS
    return [Job(UUID(int=random.getrandbits(128)), random.choice(PEOPLE), {hand: about}) for hand in HANDS]


class Race:
    def __init__(self, container: Container, random: Random) -> None:
        self._container = container
        self._random = random
        self.attempts = Attempts()

    async def run(self, jobs: Sequence[Job]) -> None:
        """Returns when all that was begun has ended."""
        executor = self._container.executor
        await asyncio.gather(*(executor.execute(job.reservation, envelope(job.owner_id)) for job in jobs))
        await self.settle(jobs)

    async def run_in_turn(self, jobs: Sequence[Job]) -> None:
        """Each has one hand, which settles it; only then the others reach for it too."""
        await self.run(jobs)
        await asyncio.to_thread(wait_for, lambda: still_owed(self._container), lambda owed: not owed)
        about = time.time() + LATE_SECONDS
        late = [replace(job, moments=dict.fromkeys(LATE_HANDS - job.moments.keys(), about)) for job in jobs]
        await self.settle(late)

    async def settle(self, jobs: Sequence[Job]) -> None:
        container = self._container
        others = [delivery for job in jobs for delivery in self._deliveries(job)]
        with ThreadPoolExecutor(THREADS) as pool, sweeping(container, self.attempts):
            delivered = Deliveries(container, self.attempts).begin(others, pool)
            workers = [(job, hand) for job in jobs for hand in WORKERS if hand in job.moments]
            await asyncio.gather(*(self._worker(job, hand) for job, hand in workers))
            for each in delivered:
                refused = await asyncio.wrap_future(each)
                assert {type(error) for error in refused} <= {AlreadySettledError}

    def _deliveries(self, job: Job) -> list[Delivery]:
        found = []
        if (at := job.moments.get("refund")) is not None:
            refund = RefundReservation(job.owner_id, job.id, "Nobody heard it")
            found.append(Delivery(at, refund, job.id, by=HOST))
        if (at := job.moments.get("redelivery")) is not None:
            settling: list[Command[None]] = [ReleaseReservation(job.owner_id, job.id, "Told once more.")]
            if "success" in job.moments:
                settling.append(SpendReservation(job.owner_id, job.id))
            found.append(Delivery(at, job.reservation, None, by=job.owner_id))
            found.append(Delivery(at, self._random.choice(settling), job.id))
        return found

    async def _worker(self, job: Job, hand: str) -> None:
        work = asyncio.create_task(self._work(job, hand))
        if hand == "cancel":
            await asyncio.sleep(job.moments[hand] - time.time())
            self.attempts.note(job.id)
            work.cancel()
        await asyncio.wait([work])
        error = None if work.cancelled() else work.exception()
        assert error is None or isinstance(error, AlreadySettledError | BrokenError)

    async def _work(self, job: Job, hand: str) -> None:
        async with paid_work(
            self._container.executor,
            envelope(job.owner_id),
            user_id=job.owner_id,
            reservation_id=job.id,
            action=CreditAction.AUDIO_EXTRACTION,
            deadline=job.deadline,
        ):
            if hand == "cancel":
                await asyncio.Event().wait()
            await asyncio.sleep(job.moments[hand] - time.time())
            self.attempts.note(job.id)
            if hand == "failure":
                raise BrokenError


def winner(settlement: Settlement) -> str:
    if isinstance(settlement, CreditLedger.Spent):
        return "spent"
    return "refund" if settlement.by_host else settlement.reason


@pytest.mark.timeout(600)
@pytest.mark.parametrize("jobs", [50, pytest.param(500, marks=pytest.mark.campaign)])
async def test_whatever_races_for_a_reservation_one_settles_it(
    tmp_path: Path, database_url: str, jobs: int
) -> None:
    random = Random(jobs)  # noqa: S311 - no secret, but the same every time
    with running_parts(tmp_path, database_url) as container:
        in_turn = one_of_each(random)
        await Race(container, random).run_in_turn(in_turn)
        race = Race(container, random)
        for first in range(0, jobs, JOBS_A_ROUND):
            await race.run(a_round(range(first, first + JOBS_A_ROUND), random))
        settled = dict(settlements(container))
        assert len(settled) == len(in_turn) + jobs
        the_books_are_right(container, settled)
        assert still_owed(container) == []
    firsts = [(hand, winner(settled.pop(job.id))) for job in in_turn for hand in job.moments]
    assert dict(firsts) == WINS
    winners = {winner(each) for each in settled.values()}
    assert winners <= set(WINS.values())
    assert winners == set(WINS.values()) if jobs >= ENOUGH_JOBS else len(winners) > 1
    assert race.attempts.share_that_raced() > 0.5
