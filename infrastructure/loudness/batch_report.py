"""What became of the sounds of a batch: counts, and a line for what is not as it should be."""

from collections import Counter
from dataclasses import dataclass, field

from infrastructure.library.scan_report import DETAILS_MAX
from infrastructure.loudness.normalizing import Outcome, Verdict
from projections.sounds.normalized import SoundToNormalize

UNCHANGED = "unchanged"
MISSING = "missing"


@dataclass
class BatchReport:
    counts: Counter[str] = field(default_factory=Counter)
    details: list[dict[str, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.counts.total()

    def add(self, sound: SoundToNormalize, verdict: Verdict) -> None:
        self._add(sound, str(verdict.outcome), verdict.reason)

    def add_missing(self, sound: SoundToNormalize) -> None:
        self._add(sound, MISSING, "Its file is missing.")

    def add_unchanged(self) -> None:
        self.counts[UNCHANGED] += 1

    def as_counts(self) -> dict[str, int]:
        return {outcome: self.counts[outcome] for outcome in (*map(str, Outcome), UNCHANGED, MISSING)}

    def _add(self, sound: SoundToNormalize, outcome: str, reason: str) -> None:
        self.counts[outcome] += 1
        if reason and len(self.details) < DETAILS_MAX:
            told = {"sound_id": str(sound.sound_id), "path": sound.path}
            self.details.append({**told, "outcome": outcome, "reason": reason})
