"""What became of the sounds of an archive: a count for each outcome, a line for each that was not taken."""

from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum

from infrastructure.library.scan_report import DETAILS_MAX
from infrastructure.library_archive.manifest import ListedSound

TITLE_SHOWN = 80


class Outcome(StrEnum):
    ADDED = "added"
    TAKEN_OVER = "taken_over"
    """It was here as it came, for instance as a starter sound, and is now as it was elsewhere."""
    ALREADY_HERE = "already_here"
    WITHOUT_AUDIO = "without_audio"
    REFUSED = "refused"


TAKEN = frozenset({Outcome.ADDED, Outcome.TAKEN_OVER})


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True)
class ImportProgress:
    done: int = 0
    added: int = 0
    of: int = 0

    def told(self) -> dict[str, int]:
        return asdict(self)


class ImportReport:
    """Counted by the import's thread, asked by any."""

    def __init__(self, *, of: int) -> None:
        self.details: list[dict[str, str]] = []
        """The first thousand."""
        self._counts: Counter[Outcome] = Counter()
        self._of = of

    def add(self, sound: ListedSound, verdict: Verdict) -> None:
        self._counts[verdict.outcome] += 1
        if verdict.outcome not in TAKEN and len(self.details) < DETAILS_MAX:
            shown = "".join(each for each in sound.title[:TITLE_SHOWN] if each.isprintable())
            self.details.append(
                {
                    "sound_id": str(sound.id),
                    "title": shown,
                    "outcome": str(verdict.outcome),
                    "reason": verdict.reason,
                }
            )

    @property
    def progress(self) -> ImportProgress:
        return ImportProgress(self._counts.total(), self._counts[Outcome.ADDED], self._of)

    def as_counts(self) -> dict[str, int]:
        return {str(outcome): self._counts[outcome] for outcome in Outcome}
