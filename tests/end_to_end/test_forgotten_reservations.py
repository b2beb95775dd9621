"""Whatever dies or forgets, what was reserved comes back within its deadline and a minute."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from uuid import uuid4

from application.command import envelope
from application.credits.commands import ReserveCredits
from domain.credit_ledger import CreditLedger
from domain.values import CreditAction
from tests.end_to_end.conftest import MakeBoard
from tests.support import forgetful_process
from tests.support.board import OPENING_CREDITS, Board, Person, wait_for
from tests.support.running_parts import PEOPLE, running_parts
from tests.support.settlements import settlements, still_owed

A_MINUTE = timedelta(minutes=1)
TOO_LATE = "It was not done in time."


def begin_and_die(board: Board, database_url: str, person: Person, *seconds: float) -> list[datetime]:
    """While its server is down. The deadlines of what was reserved."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", forgetful_process.__name__),
            *(str(board.folder), database_url, str(person.user_id), *map(str, seconds)),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        said = list(takewhile("begun\n".__ne__, process.stdout))
        process.kill()
    return [datetime.fromisoformat(each.strip()) for each in said]


def test_what_a_killed_process_had_reserved_comes_back(make_board: MakeBoard, database_url: str) -> None:
    """One deadline is over before anybody is there again."""
    board = make_board(database_url)
    anna = board.member()
    board.stop()
    deadlines = begin_and_die(board, database_url, anna, 2, 12)
    board.start()
    shown = wait_for(lambda: anna.get("/credits/balance"), lambda balance: balance["reserved"] == 0)
    assert shown["spendable"] == OPENING_CREDITS
    late, early, _ = anna.get("/credits/transactions")["items"]
    for line, deadline in zip((early, late), deadlines, strict=True):
        assert (line["state"], line["reason"]) == ("released", TOO_LATE)
        assert deadline <= datetime.fromisoformat(line["settled_at"]) <= deadline + A_MINUTE


def test_what_a_living_process_forgot_comes_back(tmp_path: Path, database_url: str) -> None:
    anna, id = PEOPLE[0], uuid4()
    with running_parts(tmp_path, database_url) as container:
        deadline = datetime.now(UTC) + timedelta(seconds=3)
        reserve = ReserveCredits(anna, id, CreditAction.AUDIO_EXTRACTION, 0, {}, deadline)
        container.executor.run(reserve, envelope(anna))
        assert still_owed(container) == [id]
        wait_for(lambda: still_owed(container), lambda owed: owed == [])
        settled = settlements(container)[id]
    assert isinstance(settled, CreditLedger.Released)
    assert settled.reason == TOO_LATE
    assert deadline <= settled.timestamp <= deadline + A_MINUTE
