"""What each plan gives its members every day."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.values import Plan


@dataclass(frozen=True)
class DailyRecharge:
    """Credits that come back once a day (UTC), up to a maximum."""

    amount: int
    up_to: int


Recharges = Mapping[Plan, DailyRecharge]

PREMIUM = DailyRecharge(50, up_to=200)
PRO = DailyRecharge(200, up_to=1_000)


def recharges(free: DailyRecharge) -> Recharges:
    """The host sets what the free plan gives."""
    return {Plan.FREE: free, Plan.PREMIUM: PREMIUM, Plan.PRO: PRO}
