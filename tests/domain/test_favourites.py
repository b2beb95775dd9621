"""Somebody's favourites among the sounds."""

from uuid import UUID

import pytest

from domain.errors import TooManyFavouritesError
from domain.favourites import FAVOURITES_MAX, Favourites
from tests.support.aggregates import AIRHORN, ANNA, given, news, rebuilt_from_snapshot
from tests.support.clock import NOON


def test_a_favourite_is_added_and_removed_once() -> None:
    favourites = given(Favourites.open(ANNA, at=NOON))
    for _ in range(2):
        favourites.add(AIRHORN, at=NOON)
    for _ in range(2):
        favourites.remove(AIRHORN, at=NOON)
    about = {"owner_id": ANNA, "sound_id": AIRHORN}
    assert news(favourites) == [(Favourites.Added, about), (Favourites.Removed, about)]


def test_nobody_has_more_favourites_than_a_list_can_show() -> None:
    favourites = Favourites.open(ANNA, at=NOON)
    for number in range(FAVOURITES_MAX):
        favourites.add(UUID(int=number), at=NOON)
    with pytest.raises(TooManyFavouritesError):
        favourites.add(AIRHORN, at=NOON)


def test_a_snapshot_keeps_them() -> None:
    favourites = Favourites.open(ANNA, at=NOON)
    favourites.add(AIRHORN, at=NOON)
    assert rebuilt_from_snapshot(favourites).sounds == favourites.sounds
