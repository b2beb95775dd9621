"""Known devices: a mark says for which account it was given, and nobody else can make one."""

from datetime import timedelta
from uuid import UUID

from infrastructure.identity.devices import MARK_LENGTH_MAX, Devices, Mark

SECRET = b"s" * 32
PHONE = Mark(UUID(int=1), epoch=3, device_id=UUID(int=2))


def test_a_device_that_signed_in_is_known_again() -> None:
    mark = Devices(SECRET).issue(PHONE)
    assert Devices(SECRET).read(mark) == PHONE


def test_a_mark_is_forgotten_after_its_life() -> None:
    mark = Devices(SECRET).issue(PHONE)
    assert Devices(SECRET, life=timedelta(seconds=-1)).read(mark) is None


def test_forged_and_mangled_marks_are_no_marks() -> None:
    devices = Devices(SECRET)
    mark = devices.issue(PHONE)
    others = Devices(b"x" * 32).issue(PHONE)
    for forged in (None, others, mark[:-2], mark + "A", "", ".", "a.b.c", "é", "x" * 9 * MARK_LENGTH_MAX):
        assert devices.read(forged) is None, forged


def test_a_mark_fits_a_cookie() -> None:
    assert len(Devices(SECRET).issue(PHONE._replace(epoch=2**63))) <= MARK_LENGTH_MAX
