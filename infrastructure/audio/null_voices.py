"""Voices that are heard by nobody: each play takes its time, and ends."""

import heapq
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Condition, Thread
from uuid import UUID

from infrastructure.audio.messages import Ended, Failed, Play, Playing, Report, Stopped
from infrastructure.audio.sound_files import UnplayableFileError, check_readable
from infrastructure.audio.voices import Reporter

TICK_SECONDS = 0.005  # ends within a tick are reported together


class NullVoices:
    description = "null"

    def __init__(self, reporter: Reporter) -> None:
        self._report = reporter
        self._open: dict[UUID, Play] = {}
        self._ends: list[tuple[float, UUID]] = []
        self._changed = Condition()
        self._closed = False
        self._timer = Thread(target=self._end_in_time, name="null-voices", daemon=True)
        self._timer.start()

    def play(self, plays: Sequence[Play]) -> None:
        now = time.monotonic()
        reports: list[Report] = []
        startable = []
        for play in plays:
            try:
                check_readable(Path(play.path))
            except UnplayableFileError as refusal:
                reports.append(Failed(play.play_id, play.generation, str(refusal)))
            else:
                reports.append(Playing(play.play_id, play.generation))
                startable.append(play)
        with self._changed:
            self._report(reports)
            awaited = self._ends[0] if self._ends else None
            for play in startable:
                self._open[play.play_id] = play
                heapq.heappush(self._ends, (now + play.duration_ms / 1000, play.play_id))
            if self._ends and self._ends[0] != awaited:
                self._changed.notify()

    def stop(self, play_id: UUID) -> None:
        with self._changed:
            if play := self._open.pop(play_id, None):
                self._report([Stopped(play_id, play.generation)])

    def stop_all(self) -> None:
        with self._changed:
            stopped = [Stopped(play.play_id, play.generation) for play in self._open.values()]
            self._open.clear()
            self._ends.clear()
            if stopped:
                self._report(stopped)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._timer.join()

    def _end_in_time(self) -> None:
        with self._changed:
            while not self._closed:
                now = time.monotonic()
                if ended := self._take_ended(now):
                    self._report(ended)
                self._changed.wait(max(TICK_SECONDS, self._ends[0][0] - now) if self._ends else None)

    def _take_ended(self, now: float) -> list[Report]:
        ended: list[Report] = []
        while self._ends and self._ends[0][0] <= now:
            _, play_id = heapq.heappop(self._ends)
            if play := self._open.pop(play_id, None):
                ended.append(Ended(play_id, play.generation))
        return ended
