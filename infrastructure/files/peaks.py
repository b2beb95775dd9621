"""The peaks of a sound, taken as its samples come: however many, a few thousand numbers are kept."""

from __future__ import annotations

from array import array
from itertools import pairwise

PEAKS = 400
KEPT_MAX = 8 * PEAKS
FULL_SCALE = 32_768
DIGITS = 3


class Peaks:
    """Keeps the lowest and the highest of every `step` samples; where that gets long, of twice as many."""

    def __init__(self) -> None:
        self._step = 1
        self._lows = array("h")
        self._highs = array("h")
        self._rest = array("h")

    def add(self, samples: array[int]) -> None:
        self._rest.extend(samples)
        at = 0
        while len(self._rest) - at >= self._step:
            self._keep(self._rest[at : at + self._step])
            at += self._step
            if len(self._lows) == KEPT_MAX:
                self._thin()
        del self._rest[:at]

    def finish(self) -> list[tuple[float, float]]:
        """Pairs from -1 to 1, `PEAKS` of them; none where there was no sample."""
        if self._rest:
            self._keep(self._rest)
        kept = len(self._lows)
        if not kept:
            return []
        bounds = [number * kept // PEAKS for number in range(PEAKS + 1)]
        spans = [slice(start, max(start + 1, end)) for start, end in pairwise(bounds)]
        return [(_scaled(min(self._lows[span])), _scaled(max(self._highs[span]))) for span in spans]

    def _keep(self, samples: array[int]) -> None:
        self._lows.append(min(samples))
        self._highs.append(max(samples))

    def _thin(self) -> None:
        self._lows = array("h", map(min, self._lows[::2], self._lows[1::2]))
        self._highs = array("h", map(max, self._highs[::2], self._highs[1::2]))
        self._step *= 2


def _scaled(sample: int) -> float:
    return round(sample / FULL_SCALE, DIGITS)
