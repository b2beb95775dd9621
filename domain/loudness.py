"""How loud something is, as EBU R 128 measures it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Loudness:
    """None for what silence does not have."""

    integrated: float | None
    """In LUFS."""
    true_peak: float | None
    """In dB below full scale, between the samples too."""
    range: float | None
    """In LU."""

    def told(self) -> dict[str, float | None]:
        """As events tell it: hundredths, which is finer than anybody hears."""
        return {name: None if value is None else round(value, 2) for name, value in asdict(self).items()}

    @classmethod
    def of(cls, told: Mapping[str, float | None]) -> Loudness:
        return cls(**told)
