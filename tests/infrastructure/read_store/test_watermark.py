import asyncio
import time

import pytest

from infrastructure.read_store.errors import ReadModelBehindError
from infrastructure.read_store.watermark import Watermark
from tests.infrastructure.read_store.read_side import ReadSide


@pytest.fixture
def watermark() -> Watermark:
    watermark = Watermark(on_wait=lambda: None)
    watermark.advance({"sounds": 5, "plays": 3})
    return watermark


async def test_what_was_reached_is_not_waited_for(watermark: Watermark) -> None:
    await watermark.reached(5, ["sounds"], timeout=0)
    await watermark.reached(3, timeout=0)


async def test_only_the_named_read_models_are_waited_for(watermark: Watermark) -> None:
    await watermark.reached(5, ["sounds"], timeout=0)
    with pytest.raises(ReadModelBehindError):
        await watermark.reached(5, ["sounds", "plays"], timeout=0.01)


async def test_who_waits_is_woken_from_another_thread(watermark: Watermark) -> None:
    waiting = asyncio.gather(*(watermark.reached(position) for position in (4, 5, 5)))
    await asyncio.sleep(0)
    await asyncio.to_thread(watermark.advance, {"sounds": 5, "plays": 5})
    await asyncio.wait_for(waiting, timeout=1)
    assert not watermark.is_awaited


async def test_who_waits_too_long_is_told_so(watermark: Watermark) -> None:
    began = time.monotonic()
    with pytest.raises(ReadModelBehindError):
        await watermark.reached(6, timeout=0.05)
    assert 0.04 < time.monotonic() - began < 1
    assert not watermark.is_awaited


async def test_who_gives_up_is_forgotten(watermark: Watermark) -> None:
    waiting = asyncio.create_task(watermark.reached(6))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not watermark.is_awaited


async def test_before_anything_is_known_nothing_is_reached() -> None:
    with pytest.raises(ReadModelBehindError):
        await Watermark(on_wait=lambda: None).reached(1, timeout=0)


def test_waiters_of_a_loop_that_is_gone_are_no_trouble(watermark: Watermark) -> None:
    loop = asyncio.new_event_loop()
    waiting = loop.create_task(watermark.reached(6))
    loop.run_until_complete(asyncio.sleep(0))
    waiting.cancel()
    loop.run_until_complete(asyncio.gather(waiting, return_exceptions=True))
    loop.close()
    watermark.advance({"sounds": 6, "plays": 6})


def test_one_reads_what_one_wrote(read_side: ReadSide) -> None:
    follower = read_side.follow()
    for number in range(1, 21):
        read_side.log.sound(f"Sound {number}")
        read_side.catch_up(follower, ["sounds"])
        assert read_side.count("sounds") == number
