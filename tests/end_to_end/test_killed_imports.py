"""kill -9 at any step of an import: afterwards each that was begun is through, and nothing lies about."""

from pathlib import Path

import pytest

from domain.sound_library import SoundLibrary
from infrastructure.log_store.log_store import LogStore
from infrastructure.read_store.pages import LogPages
from tests.end_to_end.test_killed_uploads import paths_in_events
from tests.support import import_crashes
from tests.support.aggregates import a_library
from tests.support.many_lives import DONE, Live, many_lives
from tests.support.moving_in import move_in

STEPS_MAX = 200


def log_of(folder: Path, url: str) -> str:
    return url or f"sqlite:///{folder / 'data' / 'log.db'}"


def die_at_steps(live: Live, sounds: int, *, stride: int) -> int:
    """With another archive each time; how many steps there are, or one more."""
    for step in range(1, STEPS_MAX, stride):
        if live(seed=step, dies_at=step, sounds=sounds) == DONE:
            return step - 1
    raise AssertionError("It never comes to an end.")


def imports_in(folder: Path, url: str) -> tuple[int, list[dict[str, int]]]:
    """How many began, and what became of each that is through."""
    log = LogStore(log_of(folder, url))
    try:
        events = [each.event for each in LogPages(log.recorder, log.event_mapper).after(0).all()]
    finally:
        log.close()
    began = [each for each in events if isinstance(each, SoundLibrary.ImportStarted)]
    return len(began), [each.counts for each in events if isinstance(each, SoundLibrary.ImportCompleted)]


@pytest.mark.parametrize(
    ("database_url", "sounds", "stride"),
    [
        ("sqlite", 1, 3),
        pytest.param("sqlite", 1, 1, marks=pytest.mark.campaign),
        pytest.param("sqlite", 3, 2, marks=[pytest.mark.campaign, pytest.mark.timeout(900)]),
        pytest.param("postgresql", 1, 1, marks=pytest.mark.campaign),
    ],
    indirect=["database_url"],
)
def test_a_board_that_is_killed_ends_each_import_that_it_began(
    tmp_path: Path, database_url: str, sounds: int, stride: int
) -> None:
    (tmp_path / "data").mkdir()
    move_in(log_of(tmp_path, database_url), [a_library()])
    with many_lives(import_crashes, tmp_path, database_url) as live:
        steps = die_at_steps(live, sounds, stride=stride)
        assert live(seed=0, dies_at=0, sounds=0) == DONE
    began, ended = imports_in(tmp_path, database_url)
    assert [each["added"] for each in ended] == [sounds] * began
    originals = tmp_path / "sounds" / "originals"
    files = sorted(each.relative_to(originals).as_posix() for each in originals.rglob("*") if each.is_file())
    assert files == paths_in_events(tmp_path, database_url)
    assert len(files) == began * sounds
    for folder in ("temp/incoming", "placing", "imports"):
        assert list((tmp_path / "sounds" / folder).iterdir()) == []
    assert steps > 20
    assert 2 < began < steps / stride
