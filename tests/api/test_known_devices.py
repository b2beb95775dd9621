"""What a device is known by, once somebody got in there."""

from types import SimpleNamespace
from uuid import UUID

from fastapi import Request, Response

from api.attempts import remember_device
from infrastructure.identity.devices import Devices, Mark

DEVICES = Devices(b"s" * 32)
ANNA, BEN = UUID(int=1), UUID(int=2)


def mark_after(epoch: int, *, shown: str | None = None) -> str:
    """Of a login of Anna's that began in this epoch, whatever was since."""
    app = SimpleNamespace(state=SimpleNamespace(container=SimpleNamespace(devices=DEVICES)))
    headers = [] if shown is None else [(b"cookie", f"soundboard_device={shown}".encode())]
    scope = {"type": "http", "scheme": "http", "path": "/", "server": ("board", 80), "app": app}
    response = Response()
    remember_device(Request({**scope, "headers": headers}), response, ANNA, epoch)
    return response.headers["set-cookie"].partition("=")[2].partition(";")[0]


def read(mark: str) -> Mark:
    found = DEVICES.read(mark)
    assert found is not None
    return found


def test_a_mark_names_the_epoch_in_which_somebody_got_in() -> None:
    assert read(mark_after(3))[:2] == (ANNA, 3)


def test_a_device_that_is_known_keeps_its_number() -> None:
    first = mark_after(3)
    assert read(mark_after(4, shown=first)) == read(first)._replace(epoch=4)


def test_a_device_of_somebody_else_gets_a_number_of_its_own() -> None:
    bens = DEVICES.issue(Mark(BEN, 0, UUID(int=5)))
    numbers = {read(mark_after(0, shown=each)).device_id for each in (bens, "forged", bens)}
    assert len(numbers | {UUID(int=5)}) == 4
