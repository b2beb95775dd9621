"""When to look after something that is being changed: once it rests, and not much later if it never does."""

from dataclasses import dataclass, field
from threading import Lock


@dataclass
class Calm:
    """Times are seconds of a clock that never goes back."""

    rests_seconds: float = 2.0
    """As long as a file counts as being written."""
    waits_seconds_max: float = 30.0
    again_seconds_max: float = 60.0
    """What is found unfinished again and again is looked after ever less often."""
    _first: float | None = None
    _due: float = 0.0
    _again_seconds: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def disturb(self, now: float) -> None:
        with self._lock:
            self._again_seconds = 0.0
            self._disturb(now, self.rests_seconds)

    def disturb_again(self, now: float) -> None:
        """Something was unfinished."""
        with self._lock:
            self._again_seconds = min(self.again_seconds_max, 2 * self._again_seconds or self.rests_seconds)
            if self._first is None:
                self._disturb(now, self._again_seconds)

    def is_due(self, now: float) -> bool:
        return self._first is not None and now >= min(self._due, self._first + self._longest)

    def asked(self) -> None:
        with self._lock:
            self._first = None

    @property
    def _longest(self) -> float:
        return max(self.waits_seconds_max, self._again_seconds)

    def _disturb(self, now: float, rests: float) -> None:
        if self._first is None:
            self._first = now
        self._due = now + rests
