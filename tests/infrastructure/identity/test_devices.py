"""Known devices: a mark is worth something on the account that it was given for, and nowhere else."""

from datetime import timedelta
from uuid import UUID

from infrastructure.identity.devices import MARK_LENGTH_MAX, Devices

SECRET = b"s" * 32
ANNA, BEN = UUID(int=1), UUID(int=2)


def test_a_device_that_signed_in_is_known_again() -> None:
    mark = Devices(SECRET).issue(ANNA, 3)
    assert Devices(SECRET).is_known(mark, ANNA, 3)


def test_a_mark_says_nothing_about_another_account() -> None:
    devices = Devices(SECRET)
    assert not devices.is_known(devices.issue(BEN, 0), ANNA, 0)


def test_a_mark_is_worth_nothing_once_all_sessions_were_ended() -> None:
    devices = Devices(SECRET)
    assert not devices.is_known(devices.issue(ANNA, 3), ANNA, 4)


def test_a_mark_is_forgotten_after_its_life() -> None:
    mark = Devices(SECRET).issue(ANNA, 0)
    assert not Devices(SECRET, life=timedelta(seconds=-1)).is_known(mark, ANNA, 0)


def test_forged_and_mangled_marks_are_no_marks() -> None:
    devices = Devices(SECRET)
    mark = devices.issue(ANNA, 0)
    others = Devices(b"x" * 32).issue(ANNA, 0)
    for forged in (None, others, mark[:-2], mark + "A", "", ".", "a.b.c", "é", "x" * 9 * MARK_LENGTH_MAX):
        assert not devices.is_known(forged, ANNA, 0), forged


def test_a_mark_fits_a_cookie() -> None:
    assert len(Devices(SECRET).issue(ANNA, 2**63)) <= MARK_LENGTH_MAX
