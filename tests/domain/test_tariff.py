"""The tariff: which terms count on which day, also on a clock that went back."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.errors import UnknownActionError, UnknownPlanError
from domain.plan_terms import PlanTerms
from domain.price import EVERY_PLAN, Price
from domain.tariff import Tariff
from tests.domain.examples import TERMS
from tests.support.clock import NOON

TODAY = NOON.date()
DAY = timedelta(days=1)


def a_tariff() -> Tariff:
    return Tariff.open({"free": TERMS}, {"vlc_play_sound": Price(1)}, at=NOON)


def set_price(tariff: Tariff, credits: int, plan: str) -> None:
    tariff.set_price("vlc_play_sound", Price(credits), plan=plan, reason="For the test", at=NOON)


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


def test_a_plan_keeps_a_price_of_its_own_also_when_it_was_what_the_others_paid() -> None:
    tariff = a_tariff()
    set_price(tariff, 1, "free")
    set_price(tariff, 9, EVERY_PLAN)
    assert tariff.price("vlc_play_sound", "free") == Price(1)
    assert tariff.price("vlc_play_sound", "pro") == Price(9)


def test_a_plan_whose_price_is_withdrawn_pays_what_the_others_pay() -> None:
    tariff = a_tariff()
    set_price(tariff, 5, "free")
    for _ in range(2):
        tariff.withdraw_price("vlc_play_sound", plan="free", reason="For the test", at=NOON)
    assert tariff.price("vlc_play_sound", "free") == Price(1)
    assert [type(each).__name__ for each in tariff.pending_events[1:]] == ["PriceSet", "PriceWithdrawn"]


def test_the_price_for_all_cannot_be_withdrawn() -> None:
    with pytest.raises(UnknownPlanError):
        a_tariff().withdraw_price("vlc_play_sound", plan=EVERY_PLAN, reason="For the test", at=NOON)


def test_an_action_that_is_new_gets_its_price_once_and_the_others_keep_theirs() -> None:
    tariff = a_tariff()
    for credits in (3, 4):
        new = {"vlc_play_sound": Price(9), "text_to_speech": Price(credits)}
        tariff.open_actions(new, at=NOON)
    assert tariff.price("text_to_speech", "free") == Price(3)
    assert tariff.price("vlc_play_sound", "free") == Price(1)


def test_a_host_sets_no_price_for_an_action_that_nobody_knows() -> None:
    with pytest.raises(UnknownActionError):
        a_tariff().set_price("breathing", Price(1), plan=EVERY_PLAN, reason="For the test", at=NOON)
