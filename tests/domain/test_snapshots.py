"""A snapshot is the aggregate: what it tells of is equal to what it was taken of, types and all."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from domain import AGGREGATES
from domain.admin_roster import AdminRoster
from domain.aggregate import AggregateRoot, Snapshot
from domain.edit import Edit
from domain.favourites import Favourites
from domain.price import Price
from domain.recharge_sweep import RechargeSweep
from domain.sign_in import SignIn
from domain.tariff import Tariff
from domain.values import CreditAction, Scope
from tests.domain.examples import TERMS
from tests.support.aggregates import (
    ANNA,
    PLAY,
    SCAN,
    a_claim,
    a_ledger,
    a_library,
    a_registered_sound,
    a_requested_play,
    a_speech,
    a_started_play,
    an_account,
    given,
    rebuilt_from_snapshot,
    stored_and_read,
)
from tests.support.clock import NOON


def lived_through() -> Iterator[AggregateRoot]:
    """Aggregates in as many states as there are types of values in them."""
    yield a_claim()
    released = a_claim()
    released.release(at=NOON)
    yield released
    ledger = a_ledger(10)
    yield ledger
    recharged = a_ledger(10)
    recharged.recharge(5, up_to=100, plan="free", at=NOON)
    recharged.reserve(PLAY, CreditAction.VLC_PLAY_SOUND, 3, at=NOON)
    recharged.reserve(SCAN, CreditAction.TEXT_TO_SPEECH, 2, deadline=NOON, at=NOON)
    yield recharged
    yield a_requested_play(by=None)
    yield a_started_play(by=ANNA)
    yield a_registered_sound()
    changed = a_registered_sound()
    changed.ask_for_normalizing(passes=1, at=NOON)
    changed.tag(["loud"], at=NOON)
    changed.edit(Edit(-3.5, 1, 1_400), at=NOON)
    changed.trash(at=NOON)
    yield changed
    favourites = Favourites.open(ANNA, at=NOON)
    favourites.add(SCAN, at=NOON)
    yield favourites
    yield a_speech()
    library = a_library()
    yield library
    scanning = a_library()
    scanning.start_scan(SCAN, at=NOON)
    scanning.start_normalizing(PLAY, is_forced=True, passes=None, at=NOON)
    yield scanning
    yield an_account()
    yield AdminRoster.open([ANNA], at=NOON)
    sign_in = SignIn.open(ANNA, has_password=True, at=NOON)
    sign_in.change_password(kept_session=SCAN, at=NOON)
    sign_in.issue_token(PLAY, {Scope.READ}, expires_at=NOON, at=NOON)
    yield sign_in
    tariff = Tariff.open({"free": TERMS}, {"vlc_play_sound": Price(1)}, at=NOON)
    tariff.change_plan("free", replace(TERMS, daily=1), reason="Too much", at=NOON)
    yield tariff
    sweep = RechargeSweep.begin(NOON.date(), at=NOON)
    yield sweep
    sweep.advance(ANNA, users=4, recharged=3, at=NOON)
    yield sweep


def types_in(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: types_in(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return type(value), [types_in(each) for each in value]
    return type(value)


@pytest.mark.parametrize("aggregate", list(lived_through()), ids=lambda each: type(each).__name__)
def test_a_snapshot_rebuilds_an_equal_aggregate(aggregate: AggregateRoot) -> None:
    rebuilt = rebuilt_from_snapshot(given(aggregate))
    assert rebuilt == aggregate
    assert types_in(vars(rebuilt)) == types_in(vars(aggregate))


def test_every_aggregate_is_covered() -> None:
    assert {type(each) for each in lived_through()} == set(AGGREGATES)


def test_what_happens_after_a_snapshot_does_not_change_it() -> None:
    ledger = a_ledger(10)
    ledger.reserve(PLAY, CreditAction.VLC_PLAY_SOUND, 3, at=NOON)
    snapshot = Snapshot.take(ledger)
    ledger.spend(PLAY, at=NOON)
    ledger.reserve(uuid4(), CreditAction.VLC_PLAY_SOUND, 1, at=NOON)
    restored = stored_and_read(snapshot).mutate(None)
    assert restored.reservations == {str(PLAY): ("vlc_play_sound", 3, "", NOON.timestamp())}


def test_news_is_no_part_of_a_snapshot() -> None:
    ledger = a_ledger(10)
    assert ledger.pending_events
    assert rebuilt_from_snapshot(ledger).pending_events == []
