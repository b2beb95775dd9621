"""A claim: what only one may hold."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.claim import Claim
from domain.errors import AlreadyClaimedError
from tests.support.aggregates import AIRHORN, ANNA, BERT, a_claim, collected, given, news, rebuilt_from
from tests.support.clock import NOON


def test_a_new_claim_names_its_kind_and_its_holder_but_not_the_value() -> None:
    assert news(a_claim(holder_id=AIRHORN)) == [(Claim.Made, {"kind": "content", "holder_id": AIRHORN})]


def test_the_same_kind_and_value_is_the_same_claim_whoever_makes_it() -> None:
    assert a_claim(holder_id=ANNA).id == a_claim(holder_id=BERT).id


def test_another_kind_with_the_same_value_is_another_claim() -> None:
    assert Claim.make("e-mail address", "c0ffee", holder_id=ANNA, at=NOON).id != a_claim().id


def test_the_holder_taking_it_again_is_not_news() -> None:
    claim = given(a_claim(holder_id=ANNA))
    claim.take(ANNA, at=NOON)
    assert news(claim) == []


def test_nobody_else_can_take_what_is_held() -> None:
    claim = given(a_claim(holder_id=ANNA))
    with pytest.raises(AlreadyClaimedError) as refusal:
        claim.take(BERT, at=NOON)
    assert (refusal.value.kind, refusal.value.holder_id) == ("content", ANNA)
    assert news(claim) == []


def test_what_was_released_can_be_taken_by_another() -> None:
    claim = a_claim(holder_id=ANNA)
    claim.release(at=NOON)
    given(claim)
    claim.take(BERT, at=NOON)
    assert news(claim) == [(Claim.MadeAgain, {"holder_id": BERT})]


def test_releasing_twice_is_not_news() -> None:
    claim = a_claim()
    claim.release(at=NOON)
    given(claim)
    claim.release(at=NOON)
    assert news(claim) == []


@for_all(st.lists(st.sampled_from([ANNA, BERT, None])))
def test_there_is_at_most_one_holder_and_replay_finds_the_same(takers: list[object]) -> None:
    claim = a_claim(holder_id=ANNA)
    holder: object = ANNA
    for taker in takers:
        if taker is None:
            claim.release(at=NOON)
            holder = None
        elif holder in (None, taker):
            claim.take(taker, at=NOON)  # type: ignore[arg-type]  # a user
            holder = taker
        else:
            with pytest.raises(AlreadyClaimedError):
                claim.take(taker, at=NOON)  # type: ignore[arg-type]  # a user
    assert claim.holder_id == holder
    assert rebuilt_from(collected(claim)) == claim
