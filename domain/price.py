"""What an action costs: so much each time, and so much for its length."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from domain.errors import InvalidAmountError

PRICE_MAX = 1_000_000

THOUSANDTHS = 1_000

EVERY_PLAN = ""
"""Stands for the plans that have no price of their own."""


@dataclass(frozen=True)
class Price:
    """`thousandths_per_second` is for the length of what is played or made, in thousandths of a credit."""

    credits: int
    thousandths_per_second: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.credits <= PRICE_MAX or not 0 <= self.thousandths_per_second <= PRICE_MAX:
            raise InvalidAmountError(f"A price is 0 to {PRICE_MAX}.")

    def of(self, milliseconds: int = 0) -> int:
        """In whole credits; what is begun is paid."""
        return self.credits - (-self.thousandths_per_second * milliseconds // (THOUSANDTHS * 1_000))

    def told(self) -> dict[str, int]:
        """As events tell it."""
        return asdict(self)
