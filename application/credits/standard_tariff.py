"""The plans and prices that a board begins with. From then on they are what its hosts make of them."""

from collections.abc import Mapping

from domain.plan_terms import PlanTerms
from domain.price import Price
from domain.values import CreditAction, Plan

PREMIUM = PlanTerms(
    daily=50,
    maximum=200,
    opening=50,
    cooldown_seconds=1,
    extractions_a_day=20,
    extraction_seconds_max=1_200,
)
PRO = PlanTerms(
    daily=200,
    maximum=1_000,
    opening=200,
    cooldown_seconds=0,
    extractions_a_day=100,
    extraction_seconds_max=3_600,
)

PRICES: Mapping[str, Price] = {
    CreditAction.VLC_PLAY_SOUND: Price(1),
    CreditAction.AUDIO_EXTRACTION: Price(5),
    CreditAction.TEXT_TO_SPEECH: Price(2),
}


def standard_plans(free: PlanTerms) -> Mapping[str, PlanTerms]:
    """The settings say what the free plan begins with."""
    return {Plan.FREE: free, Plan.PREMIUM: PREMIUM, Plan.PRO: PRO}
