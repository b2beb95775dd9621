"""However many are overdue at once, everybody has their credits back within a minute."""

from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any
from uuid import uuid5

import pytest

from application.command import envelope
from application.credits.commands import ReserveCredits
from domain.credit_ledger import CreditLedger
from domain.values import CreditAction
from tests.support.running_parts import PEOPLE, running_parts
from tests.support.settlements import settlements, still_owed, the_books_are_right

WITHIN_SECONDS = 60.0
AT_ONCE = 1_000


@pytest.mark.timeout(300)
@pytest.mark.parametrize("jobs", [200, pytest.param(10_000, marks=pytest.mark.campaign)])
def test_credits_come_back_within_a_minute_of_their_deadline(
    tmp_path: Path, database_url: str, jobs: int
) -> None:
    with running_parts(tmp_path, database_url) as container:
        deadline = datetime.now(UTC) + timedelta(seconds=1.5 + jobs / 200)
        begun: list[Future[Any]] = []
        for number in range(jobs):
            owner = PEOPLE[number % len(PEOPLE)]
            id, action = uuid5(owner, str(number)), CreditAction.AUDIO_EXTRACTION
            reservation = ReserveCredits(owner, id, action, 0, {}, deadline)
            begun.append(container.executor.begin(reservation, envelope(owner)))
            if len(begun) % AT_ONCE == 0:
                begun[-1].result()
        assert not any(each.exception() for each in begun)
        while still_owed(container):
            sleep(0.2)
        settled = settlements(container)
        the_books_are_right(container, settled)
    late = max(each.timestamp for each in settled.values()) - deadline
    assert {type(each) for each in settled.values()} == {CreditLedger.Released}
    assert late.total_seconds() < WITHIN_SECONDS
