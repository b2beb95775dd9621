"""Which file of a sound is heard, and what an edit makes of it."""

import shutil
from pathlib import Path

import pytest

from application.command import from_system
from application.sounds.commands import EditSound
from benchmarks.listener import heard
from domain.edit import UNEDITED, Edit
from domain.errors import InvalidEditError, SoundMissingError
from domain.sound import Sound
from infrastructure.container import Container
from infrastructure.loudness.ffmpeg import Ffmpeg
from infrastructure.loudness.measure import measure
from tests.support.normalizing import LENGTH_MS, bring_in, normalized


@pytest.fixture(scope="module")
def horn(sqlite_board: Container) -> Sound:
    return normalized(sqlite_board, bring_in(sqlite_board, "horn"))


def seconds(sqlite_board: Container, file: Path) -> float:
    return measure(Ffmpeg(sqlite_board.loudness.processes), file, LENGTH_MS).duration_ms / 1000


def test_the_normalised_file_is_heard_and_the_original_where_that_is_gone(
    sqlite_board: Container, horn: Sound
) -> None:
    files = sqlite_board.loudness.files
    assert files.to_hear(horn) == sqlite_board.settings.sounds_dir / "normalized" / horn.normalized_path
    assert files.heard_as(horn, "soundboard/gone.mp3", UNEDITED) == files.original(horn)


def test_an_edit_is_heard_from_here_to_there_and_softer(sqlite_board: Container, horn: Sound) -> None:
    files = sqlite_board.loudness.files
    plain, edited = files.to_hear(horn), files.heard_as(horn, horn.normalized_path, Edit(-6.0, 50, 550))
    assert seconds(sqlite_board, edited) == pytest.approx(0.5, abs=0.002)
    assert heard(edited, 0.5).integrated == pytest.approx(heard(plain, 0.6).integrated - 6, abs=0.3)


def test_what_is_made_louder_is_limited_and_not_cut(sqlite_board: Container, horn: Sound) -> None:
    louder = sqlite_board.loudness.files.heard_as(horn, "", Edit(12.0))
    assert heard(louder, 0.6).true_peak < -1.0


def test_a_rendered_file_may_be_deleted_at_any_time(sqlite_board: Container, horn: Sound) -> None:
    edit = Edit(1.0, 10, None)
    before = sqlite_board.loudness.files.heard_as(horn, horn.normalized_path, edit)
    shutil.rmtree(before.parent)
    again = sqlite_board.loudness.files.heard_as(horn, horn.normalized_path, edit)
    assert again == before
    assert again.is_file()


def test_an_edit_is_rendered_before_it_is_made_and_refused_where_nothing_is_heard(
    sqlite_board: Container, horn: Sound
) -> None:
    edit = Edit(2.0)
    sqlite_board.loudness.prepare(horn.id, edit)
    rendered = set((sqlite_board.settings.sounds_dir / "rendered").iterdir())
    sqlite_board.executor.run(EditSound(horn.id, edit), from_system())
    assert sqlite_board.loudness.files.to_hear(sqlite_board.soundboard.load(Sound, horn.id)) in rendered
    with pytest.raises(InvalidEditError):
        sqlite_board.loudness.prepare(horn.id, Edit(0.0, 590, None))


def test_an_edited_sound_without_any_file_is_missing(sqlite_board: Container) -> None:
    gone = normalized(sqlite_board, bring_in(sqlite_board, "gone"))
    sqlite_board.loudness.files.original(gone).unlink()
    with pytest.raises(SoundMissingError):
        sqlite_board.loudness.files.heard_as(gone, "", Edit(3.0))
