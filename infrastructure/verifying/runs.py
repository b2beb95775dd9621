"""Verifying in the background: one at a time, with progress, and a signed report at the end."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event, Lock, Thread
from typing import Literal

from application.ports import Clock
from infrastructure.verifying.signed_reports import ReportSigner
from infrastructure.verifying.verification import Findings, OnProgress

Verifying = Callable[[OnProgress], Findings]

logger = logging.getLogger(__name__)


class VerificationRunningError(Exception):
    """One is enough at a time: it reads everything."""

    code = "verification_running"


class _CutOffError(Exception):
    """The board closes."""


@dataclass(frozen=True)
class Report:
    """What was found, when, and by which version of the soundboard."""

    begun_at: datetime
    ended_at: datetime
    version: str
    findings: Findings


@dataclass(frozen=True)
class Run:
    """`signed` is the report once more, as a JSON Web Signature."""

    begun_at: datetime
    state: Literal["running", "done", "failed"] = "running"
    step: str = ""
    done: int = 0
    of: int = 0
    report: Report | None = None
    signed: str = ""


class VerificationRuns:
    """The last one is remembered until the board closes; its report is for the asker to keep."""

    def __init__(self, signer: ReportSigner, clock: Clock, *, version: str) -> None:
        self._signer = signer
        self._clock = clock
        self._version = version
        self._turn = Lock()
        self._closing = Event()
        self._thread: Thread | None = None
        self.last: Run | None = None

    def begin(self, verifying: Verifying) -> Run:
        """Raises VerificationRunningError."""
        with self._turn:
            if self.last is not None and self.last.state == "running":
                raise VerificationRunningError("A verification is running. Wait for its report.")
            self.last = begun = Run(self._clock.now())
            self._thread = Thread(target=self._carry_out, args=(verifying, begun), name="verifying")
            self._thread.start()
        return begun

    def close(self) -> None:
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def _carry_out(self, verifying: Verifying, begun: Run) -> None:
        def on_progress(step: str, done: int, of: int) -> None:
            if self._closing.is_set():
                raise _CutOffError
            self.last = replace(begun, step=step, done=done, of=of)

        ended = replace(begun, state="failed")
        try:
            findings = verifying(on_progress)
            report = Report(begun.begun_at, self._clock.now(), self._version, findings)
            ended = replace(begun, state="done", report=report, signed=self._signer.sign(report))
        except _CutOffError:
            logger.warning("the board closes before everything is verified")
        except Exception:
            logger.exception("nothing is verified")
        finally:
            self.last = ended
