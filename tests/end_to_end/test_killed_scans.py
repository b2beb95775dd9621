"""kill -9 before every commit of a scan: afterwards the board knows the folder as it is, each file once."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from application.soundboard import Soundboard
from domain.identifiers import LIBRARY_ID
from domain.sound import Sound
from domain.sound_library import SoundLibrary
from infrastructure.log_store.log_store import LogStore
from infrastructure.read_store.pages import LogPages
from tests.support import scan_crashes
from tests.support.library import write_sound
from tests.support.many_lives import DEAD, DONE, many_lives

STEPS_MAX = 80

COMMITS_MIN = 8
"""Of a scan: how many commands share one depends on how busy the machine is."""


def change(folder: Path, number: int) -> None:
    """Two are new, one of them twice; of those before one moves, one changes, one goes and comes back."""
    content = write_sound(folder / f"{number:03}-new.wav")
    (folder / f"{number:03}-copy.wav").write_bytes(content)
    write_sound(folder / f"{number:03}-other.wav")
    (folder / f"{number:03}-no-sound.wav").write_text(f"no sound {number}")
    moving = folder / f"{number - 1:03}-new.wav"
    if moving.exists():
        moving.rename(folder / f"{number - 1:03}-moved.wav")
    if (changing := folder / f"{number - 1:03}-other.wav").exists():
        write_sound(changing)
    if (going := folder / f"{number - 2:03}-moved.wav").exists():
        going.rename(folder.parent.parent / going.name)
    for back in folder.parent.parent.glob(f"{number - 3:03}-*.wav"):
        back.rename(folder / back.name)


def contents_on_disk(originals: Path) -> set[str]:
    files = [each for each in originals.rglob("*.wav") if not each.name.endswith("no-sound.wav")]
    return {hashlib.sha256(each.read_bytes()).hexdigest() for each in files}


def told(folder: Path, url: str) -> tuple[Mapping[str, Sound], SoundLibrary]:
    """The sounds whose file is there by their content, and the library."""
    log = LogStore(url or f"sqlite:///{folder / 'data' / 'log.db'}")
    try:
        events = [each.event for each in LogPages(log.recorder, log.event_mapper).after(0).all()]
        soundboard = Soundboard(log)
        sounds = [
            soundboard.load(Sound, each.originator_id)
            for each in events
            if isinstance(each, Sound.Registered)
        ]
        there = [each for each in sounds if not each.is_missing]
        assert len({each.sha256 for each in there}) == len(there), "One content, two sounds."
        return {each.sha256: each for each in there}, soundboard.load(SoundLibrary, LIBRARY_ID)
    finally:
        log.close()


@pytest.mark.parametrize(
    ("database_url", "stride"),
    [
        ("sqlite", 4),
        pytest.param("sqlite", 1, marks=pytest.mark.campaign),
        pytest.param("postgresql", 1, marks=pytest.mark.campaign),
    ],
    indirect=["database_url"],
)
def test_a_scan_that_is_killed_before_any_commit_leaves_nothing_that_the_next_does_not_mend(
    tmp_path: Path, database_url: str, stride: int
) -> None:
    originals = tmp_path / "sounds" / "originals"
    with many_lives(scan_crashes, tmp_path, database_url) as live:
        assert live(dies_at=0) == DONE
        step = lives = 1
        change(originals / "soundboard", lives)
        while live(dies_at=step) == DEAD:
            step += stride
            lives += 1
            change(originals / "soundboard", lives)
            assert step < STEPS_MAX, "It never comes to an end."
        assert live(dies_at=0) == DONE
    sounds, library = told(tmp_path, database_url)
    assert sounds.keys() == contents_on_disk(originals)
    for sha256, sound in sounds.items():
        assert hashlib.sha256((originals / sound.path).read_bytes()).hexdigest() == sha256
    assert library.running_scan is None
    assert step > COMMITS_MIN
