import subprocess
import sys
import time

import pytest

from tests.infrastructure.read_store.read_side import ReadSide, eventually

KILL_AFTER_SECONDS = (0.0, 0.05, 0.2, 0.4)


@pytest.mark.timeout(120)
def test_a_rebuild_that_was_killed_at_any_moment_goes_on(read_side: ReadSide) -> None:
    sound, anna = read_side.log.sound(), read_side.log.member()
    for _ in range(20):
        read_side.log.play(sound, anna)
    for seconds in KILL_AFTER_SECONDS:
        kill_one_that_rebuilds(read_side, seconds)
    follower = read_side.follow()
    read_side.catch_up(follower)
    eventually(lambda: not any(each.role == "building" for each in follower.generations()))
    assert set(read_side.equals_its_rebuild().values()) == {True}
    assert read_side.count("plays") == 20


def kill_one_that_rebuilds(read_side: ReadSide, seconds: float) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", f"{__package__}.rebuilding_process", read_side.log_url, read_side.read_url],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "following\n"
        time.sleep(seconds)
        process.kill()
