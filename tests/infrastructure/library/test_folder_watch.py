"""A watch on real folders: whatever happens in them is on the board a moment later."""

import shutil
from collections.abc import Iterator

import pytest

from infrastructure.library.calm import Calm
from infrastructure.library.folder_watch import FolderWatch
from projections.scans.queries import latest_scans
from tests.support.board import wait_for
from tests.support.library import Corner, Library, rest, running_library, write_sound

REST_SECONDS = 0.3


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with running_library(tmp_path_factory.mktemp("watched")) as library:
        parts = library.container
        watch = FolderWatch(library.originals, parts.scans, parts.executor, Calm(rests_seconds=REST_SECONDS))
        watch.start()
        wait_for(lambda: scans(library), bool)  # the one that a start asks for
        wait_for(lambda: library.running_scan, lambda running: running is None)
        yield library
        watch.close()


def scans(library: Library) -> int:
    return len(library.container.queries.run(latest_scans, limit=100))


def bring_in(corner: Corner, name: str) -> None:
    """Whole, and written some time ago."""
    made = corner.library.originals.parent / name
    write_sound(made)
    rest(made)
    corner.folder.mkdir(exist_ok=True)
    made.rename(corner.file(name))


def test_a_file_that_comes_renamed_or_goes_is_noticed(watched: Library) -> None:
    corner = Corner(watched, "noticed")
    bring_in(corner, "bell.wav")
    [sound_id] = wait_for(corner.sounds, bool).values()
    corner.file("bell.wav").rename(corner.file("gong.wav"))
    wait_for(corner.sounds, lambda sounds: sounds == {"gong.wav": sound_id})
    corner.file("gong.wav").unlink()
    wait_for(lambda: watched.sound(sound_id).is_missing, bool)


def test_many_files_that_come_together_are_looked_at_together(watched: Library) -> None:
    corner, before = Corner(watched, "together"), scans(watched)
    for number in range(8):
        bring_in(corner, f"{number}.wav")
    wait_for(corner.sounds, lambda sounds: len(sounds) == 8)
    assert scans(watched) - before <= 2


def test_what_is_still_being_written_is_taken_once_it_has_rested(watched: Library) -> None:
    corner = Corner(watched, "written")
    corner.write("bell.wav")
    wait_for(corner.sounds, lambda sounds: set(sounds) == {"bell.wav"})


def test_folders_that_are_made_anew_are_watched_anew(watched: Library) -> None:
    corner = Corner(watched, "anew")
    folder = watched.originals / "soundboard"
    shutil.copytree(folder, folder.with_name("copy"))
    folder.rename(folder.with_name("away"))
    folder.with_name("copy").rename(folder)
    bring_in(corner, "bell.wav")
    wait_for(corner.sounds, bool)


def test_hidden_files_are_nobodys_business(watched: Library) -> None:
    wait_for(lambda: watched.running_scan, lambda running: running is None)
    before = scans(watched)
    (watched.originals / "soundboard" / ".upload").write_bytes(b"half")
    corner = Corner(watched, "hidden")
    bring_in(corner, "bell.wav")
    wait_for(corner.sounds, bool)
    assert scans(watched) - before <= 2
