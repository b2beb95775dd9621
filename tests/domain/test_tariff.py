"""The tariff: which terms count on which day, also on a clock that went back."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.plan_terms import PlanTerms
from domain.price import Price
from domain.tariff import Tariff
from tests.domain.examples import TERMS
from tests.support.clock import NOON

TODAY = NOON.date()
DAY = timedelta(days=1)


def a_tariff() -> Tariff:
    return Tariff.open({"free": TERMS}, {"vlc_play_sound": Price(1)}, at=NOON)


def gives(daily: int) -> PlanTerms:
    return replace(TERMS, daily=daily)


def change(tariff: Tariff, daily: int, at: datetime) -> None:
    tariff.change_plan("free", gives(daily), reason="For the test", at=at)


def test_changed_terms_count_from_the_next_day() -> None:
    tariff = a_tariff()
    change(tariff, 7, NOON)
    assert tariff.terms("free", on=TODAY) == TERMS
    assert tariff.terms("free", on=TODAY + DAY) == tariff.terms("free") == gives(7)


@pytest.mark.parametrize("on", [date.min, TODAY - DAY, TODAY])
def test_before_all_changes_that_are_known_the_oldest_terms_count(on: date) -> None:
    tariff = a_tariff()
    change(tariff, 7, NOON)
    change(tariff, 8, NOON + DAY)
    assert tariff.terms("free", on=on) == gives(7)


def test_a_change_on_a_clock_that_went_back_counts_from_the_next_day_too() -> None:
    tariff = a_tariff()
    change(tariff, 7, NOON)
    change(tariff, 8, NOON + DAY)
    change(tariff, 9, NOON - DAY)
    assert tariff.terms("free", on=TODAY - DAY) == gives(7)
    assert tariff.terms("free", on=TODAY) == gives(9)
