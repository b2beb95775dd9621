"""How a sound is heard without its file being touched: louder or softer, from here to there."""

from __future__ import annotations

import math
from dataclasses import dataclass

from domain.errors import InvalidEditError

GAIN_MIN = -24.0
GAIN_MAX = 12.0

HEARD_MS_MIN = 50
"""Less is a click."""


@dataclass(frozen=True)
class Edit:
    """The whole of it, as it is, to begin with."""

    gain_db: float = 0.0
    start_ms: int = 0
    end_ms: int | None = None
    """None for the end of the file."""

    def __post_init__(self) -> None:
        if not math.isfinite(self.gain_db) or not GAIN_MIN <= self.gain_db <= GAIN_MAX:
            raise InvalidEditError(f"The gain is {GAIN_MIN:g} to +{GAIN_MAX:g} dB.")
        if self.start_ms < 0:
            raise InvalidEditError("A sound starts at 0 ms or later.")

    def ensure_within(self, duration_ms: int) -> None:
        """Raises InvalidEditError where nothing would be heard of a file of this length."""
        end = duration_ms if self.end_ms is None else self.end_ms
        if end > duration_ms or end - self.start_ms < min(HEARD_MS_MIN, duration_ms):
            raise InvalidEditError(
                f"What is heard lies within {duration_ms} ms, and is at least {HEARD_MS_MIN} ms long."
            )

    def heard_ms(self, duration_ms: int) -> int:
        return (duration_ms if self.end_ms is None else self.end_ms) - self.start_ms

    def told(self) -> tuple[float, int, int | None]:
        """Gain, start and end."""
        return self.gain_db, self.start_ms, self.end_ms

    @property
    def is_none(self) -> bool:
        return self == UNEDITED


UNEDITED = Edit()
