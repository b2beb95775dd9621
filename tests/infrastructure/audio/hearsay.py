"""What an audio host or its voices said, for tests to wait for."""

import time
from collections.abc import Callable, Sequence
from threading import Condition
from uuid import UUID

from infrastructure.audio.messages import Playing, Report


class Hearsay:
    def __init__(self) -> None:
        self.reports: list[Report] = []
        self.times: list[float] = []
        self._changed = Condition()

    def __call__(self, reports: Sequence[Report]) -> None:
        with self._changed:
            self.reports.extend(reports)
            self.times.extend([time.monotonic()] * len(reports))
            self._changed.notify_all()

    def of(self, play_id: UUID) -> list[Report]:
        return [report for report in self.reports if report.play_id == play_id]

    def ends(self) -> list[Report]:
        return [report for report in self.reports if not isinstance(report, Playing)]

    def wait_for(self, kind: type[Report], *, count: int = 1, seconds_max: float = 8.0) -> list[Report]:
        """The first so many of this kind."""
        self.wait_until(lambda: len(self._all(kind)) >= count, seconds_max)
        return self._all(kind)[:count]

    def wait_until(self, condition: Callable[[], bool], seconds_max: float = 8.0) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, seconds_max), self.reports

    def _all(self, kind: type[Report]) -> list[Report]:
        return [report for report in self.reports if isinstance(report, kind)]
