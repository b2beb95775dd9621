"""The roster of active admins: a board is never without a host."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.admin_roster import AdminRoster
from domain.errors import LastAdminError, ReasonRequiredError
from tests.support.aggregates import (
    AIRHORN,
    ANNA,
    BERT,
    collected,
    given,
    news,
    rebuilt_from,
    rebuilt_from_snapshot,
)
from tests.support.clock import NOON

PEOPLE = (ANNA, BERT, AIRHORN)


def test_the_only_admin_cannot_leave() -> None:
    roster = given(AdminRoster.open([ANNA], at=NOON))
    with pytest.raises(LastAdminError):
        roster.leave(ANNA, at=NOON)
    assert news(roster) == []


def test_one_of_two_may_leave() -> None:
    roster = given(AdminRoster.open([ANNA, BERT], at=NOON))
    roster.leave(ANNA, at=NOON)
    assert news(roster) == [(AdminRoster.Left, {"admin_id": ANNA})]


def test_who_is_not_on_it_leaves_without_news() -> None:
    roster = given(AdminRoster.open([ANNA], at=NOON))
    roster.leave(BERT, at=NOON)
    assert news(roster) == []


def test_joining_is_news_once() -> None:
    roster = given(AdminRoster.open([ANNA], at=NOON))
    roster.join(BERT, at=NOON)
    roster.join(BERT, at=NOON)
    assert news(roster) == [(AdminRoster.Joined, {"admin_id": BERT})]


def test_an_invitation_is_told_with_its_reason() -> None:
    roster = given(AdminRoster.open([ANNA], at=NOON))
    with pytest.raises(ReasonRequiredError):
        roster.invite(AIRHORN, reason=" ", at=NOON)
    roster.invite(AIRHORN, reason="Moves in", at=NOON)
    assert news(roster) == [(AdminRoster.Invited, {"invitation_id": AIRHORN, "reason": "Moves in"})]


@for_all(st.lists(st.tuples(st.booleans(), st.sampled_from(PEOPLE))))
def test_whoever_comes_and_goes_somebody_is_left(moves: list[tuple[bool, object]]) -> None:
    roster = AdminRoster.open([ANNA], at=NOON)
    for is_joining, person in moves:
        try:
            (roster.join if is_joining else roster.leave)(person, at=NOON)  # type: ignore[arg-type]  # sampled
        except LastAdminError:
            continue
    assert roster.admin_ids
    assert rebuilt_from(collected(roster)) == roster
    assert rebuilt_from_snapshot(roster) == roster
