"""Known devices: a mark is worth something on the account that it was given for, and nowhere else."""

from datetime import timedelta

from infrastructure.identity.devices import MARK_LENGTH_MAX, Devices

SECRET = b"s" * 32
ANNA, BEN = "a" * 64, "b" * 64


def test_a_device_that_signed_in_is_known_again() -> None:
    mark = Devices(SECRET).issue(ANNA)
    assert Devices(SECRET).known(mark, ANNA) is not None


def test_each_device_is_told_apart() -> None:
    devices = Devices(SECRET)
    assert devices.known(devices.issue(ANNA), ANNA) != devices.known(devices.issue(ANNA), ANNA)


def test_a_mark_says_nothing_about_another_account() -> None:
    devices = Devices(SECRET)
    assert devices.known(devices.issue(BEN), ANNA) is None


def test_a_mark_is_forgotten_after_its_life() -> None:
    mark = Devices(SECRET).issue(ANNA)
    assert Devices(SECRET, life=timedelta(seconds=-1)).known(mark, ANNA) is None


def test_forged_and_mangled_marks_are_no_marks() -> None:
    devices = Devices(SECRET)
    mark = devices.issue(ANNA)
    others = Devices(b"x" * 32).issue(ANNA)
    for forged in (None, others, mark[:-2], mark + "A", "", ".", "a.b.c", "é", "x" * 9 * MARK_LENGTH_MAX):
        assert devices.known(forged, ANNA) is None, forged


def test_a_mark_fits_a_cookie() -> None:
    assert len(Devices(SECRET).issue(ANNA)) <= MARK_LENGTH_MAX
