"""Verifying goes on in the background: one at a time, told of, cut off where the board closes."""

from threading import Event

import jwt
import pytest

from infrastructure.clock import SystemClock
from infrastructure.verifying.faults import Fault
from infrastructure.verifying.runs import Run, VerificationRunningError, VerificationRuns
from infrastructure.verifying.signed_reports import ALGORITHM, InvalidReportError, ReportSigner
from infrastructure.verifying.verification import Findings, OnProgress
from tests.support.board import wait_for

SECRET = bytes(range(32))
FOUND = Findings(2, 0, None, [Fault("ledger", "anna", "Version 3 is below zero.")])


class SlowVerifying:
    def __init__(self) -> None:
        self.goes_on = Event()

    def __call__(self, on_progress: OnProgress) -> Findings:
        on_progress("ledgers", 1, 2)
        self.goes_on.wait(10)
        on_progress("ledgers", 2, 2)
        return FOUND


@pytest.fixture
def runs() -> VerificationRuns:
    return VerificationRuns(ReportSigner(SECRET), SystemClock(), version="1")


def ended(runs: VerificationRuns) -> Run:
    wait_for(lambda: runs.last, lambda last: last is not None and last.state != "running")
    assert runs.last is not None
    return runs.last


def test_a_second_waits_for_the_first(runs: VerificationRuns) -> None:
    slow = SlowVerifying()
    runs.begin(slow)
    with pytest.raises(VerificationRunningError):
        runs.begin(slow)
    slow.goes_on.set()
    assert ended(runs).state == "done"
    runs.begin(slow)
    assert ended(runs).state == "done"


def test_it_tells_how_far_it_is_and_then_what_it_found(runs: VerificationRuns) -> None:
    slow = SlowVerifying()
    runs.begin(slow)
    half = wait_for(lambda: runs.last, lambda last: last is not None and last.done == 1)
    assert half is not None
    assert (half.step, half.of, half.report) == ("ledgers", 2, None)
    slow.goes_on.set()
    run = ended(runs)
    assert run.report is not None
    assert run.report.findings == FOUND
    assert ReportSigner(SECRET).opened(run.signed)["findings"]["faults"][0]["where"] == "anna"


def test_a_board_that_closes_does_not_wait_for_the_end(runs: VerificationRuns) -> None:
    def endless(on_progress: OnProgress) -> Findings:
        while True:
            on_progress("ledgers", 1, 2)

    runs.begin(endless)
    runs.close()
    assert ended(runs).state == "failed"


def test_what_breaks_it_is_told_as_failed_and_signs_nothing(runs: VerificationRuns) -> None:
    def broken(_: OnProgress) -> Findings:
        raise RuntimeError

    runs.begin(broken)
    run = ended(runs)
    assert (run.state, run.report, run.signed) == ("failed", None, "")


@pytest.mark.parametrize(
    "report",
    [
        "",
        "no report",
        jwt.PyJWS().encode(b"{}", "a secret that is long enough for it", "HS256"),
        jwt.PyJWS().encode(b"{}", "", "none"),
        ReportSigner(SECRET[::-1]).sign({}),
        jwt.PyJWS().encode(b"{}", ReportSigner(SECRET)._key, ALGORITHM),  # noqa: SLF001 - signed, and no report
    ],
    ids=["nothing", "garbage", "another algorithm", "unsigned", "another board's", "of another kind"],
)
def test_what_this_board_did_not_sign_is_no_report(report: str) -> None:
    with pytest.raises(InvalidReportError):
        ReportSigner(SECRET).opened(report)
