"""What a plan gives, and what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from functools import lru_cache
from typing import Any

from domain.credit_ledger import COOLDOWN_MAX, GRANT_MAX
from domain.errors import InvalidTermsError

EXTRACTION_SECONDS_MAX = 24 * 60 * 60


@dataclass(frozen=True)
class PlanTerms:
    """Credits are whole; 0 extractions a day are none."""

    daily: int
    """Come back every day (UTC), while there are fewer than `maximum`."""
    maximum: int
    opening: int
    """What a new account on it begins with."""
    cooldown_seconds: int
    """Between two plays of the same sound by the same member."""
    extractions_a_day: int
    extraction_seconds_max: int

    def __post_init__(self) -> None:
        bounds = dict.fromkeys((each.name for each in fields(self)), GRANT_MAX) | {
            "cooldown_seconds": int(COOLDOWN_MAX.total_seconds()),
            "extraction_seconds_max": EXTRACTION_SECONDS_MAX,
        }
        for name, bound in bounds.items():
            if not 0 <= getattr(self, name) <= bound:
                raise InvalidTermsError(f"{name} is 0 to {bound}.")

    @property
    def cooldown(self) -> timedelta:
        return timedelta(seconds=self.cooldown_seconds)

    def told(self) -> dict[str, int]:
        """As events tell it."""
        return asdict(self)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> PlanTerms:
        return _known(tuple(told.items()))


@lru_cache
def _known(told: tuple[tuple[str, Any], ...]) -> PlanTerms:
    """Terms are asked for at every press, and there are few."""
    return PlanTerms(**dict(told))
