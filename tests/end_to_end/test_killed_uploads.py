"""kill -9 at every step of bringing a file in: afterwards there is the sound with its file, or neither."""

from pathlib import Path

import pytest

from application.soundboard import Soundboard
from domain.sound import Sound
from infrastructure.log_store.log_store import LogStore
from infrastructure.read_store.pages import LogPages
from tests.support import upload_crashes
from tests.support.many_lives import DONE, Live, many_lives

STEPS_MAX = 60


def die_at_every_step(live: Live) -> int:
    """With another file each time; how many steps there are."""
    for step in range(1, STEPS_MAX):
        if live(seed=step, dies_at=step) == DONE:
            return step - 1
    raise AssertionError("It never comes to an end.")


def paths_in_events(folder: Path, url: str) -> list[str]:
    log = LogStore(url or f"sqlite:///{folder / 'data' / 'log.db'}")
    try:
        events = [each.event for each in LogPages(log.recorder, log.event_mapper).after(0).all()]
        soundboard = Soundboard(log)
        ids = [each.originator_id for each in events if isinstance(each, Sound.Registered)]
        return sorted(soundboard.load(Sound, id).path for id in ids)
    finally:
        log.close()


@pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.campaign)], indirect=True
)
def test_a_board_that_is_killed_has_the_sound_with_its_file_or_neither(
    tmp_path: Path, database_url: str
) -> None:
    with many_lives(upload_crashes, tmp_path, database_url) as live:
        steps = die_at_every_step(live)
        assert live(seed=0, dies_at=0) == DONE
    originals = tmp_path / "sounds" / "originals"
    files = sorted(each.relative_to(originals).as_posix() for each in originals.rglob("*") if each.is_file())
    assert files == paths_in_events(tmp_path, database_url)
    for folder in ("temp/incoming", "placing"):
        assert list((tmp_path / "sounds" / folder).iterdir()) == []
    assert steps > 12
    assert 2 < len(files) < steps
