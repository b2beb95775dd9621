"""What a scan found: a count for each outcome, and a line for what a person may want to act on."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from domain.printable import is_part

DETAILS_MAX = 1_000
"""Lines kept: enough to read, and an event of some 200 kB, as names are."""

PATH_LENGTH_MAX = 1_000
"""Characters of a path that is shown; the end says most."""

Line = dict[str, str]


class Outcome(StrEnum):
    ADDED = "added"
    UPDATED = "updated"
    MOVED = "moved"
    UNCHANGED = "unchanged"
    RETURNED = "returned"
    MISSING = "missing"
    DUPLICATE = "duplicates"
    SKIPPED = "skipped"


@dataclass
class ScanReport:
    counts: Counter[Outcome] = field(default_factory=Counter)
    left_young: int = 0
    """Files that somebody may be writing still: the next scan takes them."""
    _added: list[Line] = field(default_factory=list)
    _others: list[Line] = field(default_factory=list)

    def add(self, outcome: Outcome, path: str, reason: str = "") -> None:
        self.counts[outcome] += 1
        lines = self._added if outcome is Outcome.ADDED else self._others
        if outcome is not Outcome.UNCHANGED and len(lines) < DETAILS_MAX:
            lines.append({"path": _shown(path), "outcome": str(outcome), "reason": _printable(reason)})

    @property
    def details(self) -> list[Line]:
        """What went well is said last, and gives way."""
        return [*self._others, *self._added][:DETAILS_MAX]

    def as_counts(self) -> dict[str, int]:
        return {str(outcome): self.counts[outcome] for outcome in Outcome}


def _shown(path: str) -> str:
    shown = _printable(path.encode(errors="replace").decode())
    return shown if len(shown) <= PATH_LENGTH_MAX else f"…{shown[1 - PATH_LENGTH_MAX :]}"


def _printable(text: str) -> str:
    """Names of files are of anybody's making, and the report is read in terminals too."""
    return "".join(each if is_part(each) else "\N{REPLACEMENT CHARACTER}" for each in text)
