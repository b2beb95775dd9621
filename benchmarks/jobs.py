"""What a load process is asked to do, and what it answers."""

from __future__ import annotations

import subprocess
import sys

import msgspec

from benchmarks.machine import ROOT


class Target(msgspec.Struct, frozen=True):
    method: str
    path: str
    token: str


class Job(msgspec.Struct, frozen=True):
    """Without a rate, each client sends its next request when the last is answered; with it, nobody waits."""

    port: int
    clients: list[list[Target]]
    seconds: float
    warm_up: float = 1.0
    rate: float | None = None
    listener: str | None = None
    """The token of somebody who listens to the live stream meanwhile."""


class Outcome(msgspec.Struct):
    """Milliseconds, but for the warm-up, which counts in `statuses` only."""

    statuses: dict[int, int]
    per_second: float
    p50: float
    p95: float
    p99: float
    cpu: float
    """The share of one processor that the client took."""
    late_p99: float = 0.0
    """How much later than planned a request was sent."""
    has_kept_up: bool = True
    """Whether the server could be sent requests at the rate that was wanted."""
    heard: int = 0
    from_decision_p99: float = 0.0
    from_answer_p99: float = 0.0

    def told(self) -> str:
        refused = {status: count for status, count in self.statuses.items() if status != 200}
        if not self.has_kept_up:
            return f"THE SERVER DID NOT KEEP UP; client CPU {self.cpu:.0%}"
        said = f"p50 {self.p50:.1f}, p99 {self.p99:.1f} ms; client CPU {self.cpu:.0%}"
        return f"{said}; REFUSED {refused}" if refused else said


def load(job: Job) -> Outcome:
    """Carries the job out in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=msgspec.json.encode(job),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
        timeout=job.warm_up + job.seconds + 60,
    )
    return msgspec.json.decode(done.stdout, type=Outcome)
