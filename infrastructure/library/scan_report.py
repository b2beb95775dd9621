"""What a scan found: a count for each outcome, and a line for what a person may want to act on."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

DETAILS_MAX = 1_000
"""Lines kept: enough to read, and an event of some 200 kB at the most."""


class Outcome(StrEnum):
    ADDED = "added"
    UNCHANGED = "unchanged"
    RETURNED = "returned"
    MISSING = "missing"
    DUPLICATE = "duplicates"
    SKIPPED = "skipped"


@dataclass
class ScanReport:
    counts: Counter[Outcome] = field(default_factory=Counter)
    details: list[dict[str, str]] = field(default_factory=list)

    def add(self, outcome: Outcome, path: str, reason: str = "") -> None:
        self.counts[outcome] += 1
        if outcome is not Outcome.UNCHANGED and len(self.details) < DETAILS_MAX:
            self.details.append({"path": path, "outcome": str(outcome), "reason": reason})

    def as_counts(self) -> dict[str, int]:
        return {str(outcome): self.counts[outcome] for outcome in Outcome}
