"""Which file of a sound is heard, and what an edit makes of it."""

import os
import shutil
from pathlib import Path

import pytest

from benchmarks.listener import heard
from domain.edit import Edit
from domain.errors import SoundMissingError
from domain.sound import Sound
from infrastructure.container import Container
from infrastructure.files.errors import NotRenderedYetError
from infrastructure.library.sound_files import SoundFiles
from infrastructure.library.sound_store import SoundStore
from infrastructure.loudness.ffmpeg import Ffmpeg
from infrastructure.loudness.measure import measure
from infrastructure.loudness.rendering import Renderer
from infrastructure.loudness.target import Target
from tests.support.clock import NOON
from tests.support.normalizing import LENGTH_MS, bring_in, normalized, sound


@pytest.fixture(scope="module")
def horn(sqlite_board: Container) -> Sound:
    return normalized(sqlite_board, bring_in(sqlite_board, "horn"))


@pytest.fixture
def files(sqlite_board: Container) -> SoundFiles:
    return sqlite_board.loudness.files


def edited(sqlite_board: Container, of: Sound, edit: Edit) -> Sound:
    """As it would be; nobody else hears of it."""
    loaded = sound(sqlite_board, of.id)
    loaded.edit(edit, at=NOON)
    return loaded


def seconds(sqlite_board: Container, file: Path) -> float:
    return measure(Ffmpeg(sqlite_board.loudness.processes), file, LENGTH_MS).duration_ms / 1000


def test_the_normalised_file_is_heard_and_the_original_where_that_is_gone(
    sqlite_board: Container, files: SoundFiles, horn: Sound
) -> None:
    assert files.to_hear(horn) == sqlite_board.settings.sounds_dir / "normalized" / horn.normalized_path
    assert files.make(horn, "soundboard/gone.mp3") == files.original(horn)


def test_an_edit_is_heard_from_here_to_there_and_softer(
    sqlite_board: Container, files: SoundFiles, horn: Sound
) -> None:
    made = files.make(edited(sqlite_board, horn, Edit(-6.0, 50, 550)), horn.normalized_path)
    assert seconds(sqlite_board, made) == pytest.approx(0.5, abs=0.002)
    plain = heard(files.to_hear(horn), 0.6)
    assert heard(made, 0.5).integrated == pytest.approx(plain.integrated - 6, abs=0.3)


def test_what_is_made_louder_is_limited_and_not_cut(
    sqlite_board: Container, files: SoundFiles, horn: Sound
) -> None:
    louder = files.make(edited(sqlite_board, horn, Edit(12.0)), "")
    assert heard(louder, 0.6).true_peak < -1.0


def test_a_rendered_file_may_be_deleted_at_any_time(
    sqlite_board: Container, files: SoundFiles, horn: Sound
) -> None:
    trimmed = edited(sqlite_board, horn, Edit(1.0, 10, None))
    before = files.make(trimmed, horn.normalized_path)
    shutil.rmtree(before.parent)
    with pytest.raises(NotRenderedYetError):
        files.to_hear(trimmed)
    assert files.make(trimmed, horn.normalized_path) == files.to_hear(trimmed) == before


def test_an_edited_sound_without_any_file_is_missing(sqlite_board: Container, files: SoundFiles) -> None:
    gone = normalized(sqlite_board, bring_in(sqlite_board, "gone"))
    files.original(gone).unlink()
    with pytest.raises(SoundMissingError):
        files.make(edited(sqlite_board, gone, Edit(3.0)), "")


def test_what_an_edit_replaces_goes_and_so_does_what_is_oldest_where_there_is_too_much(
    sqlite_board: Container, tmp_path: Path, horn: Sound
) -> None:
    store = SoundStore(tmp_path)
    shutil.copytree(sqlite_board.settings.originals_dir, store.originals)
    renderer = Renderer(Ffmpeg(sqlite_board.loudness.processes), Target())
    softer, softest = (edited(sqlite_board, horn, Edit(gain)) for gain in (-1.0, -9.0))
    of_others = [store.rendered / name for name in ("old.flac", "new.flac")]
    store.rendered.mkdir()
    for days_ago, file in zip((2, 1), of_others, strict=True):
        file.write_bytes(bytes(1_000_000))
        os.utime(file, (days_ago * -86_400 + 1e9,) * 2)
    files = SoundFiles(store, renderer, rendered_bytes_max=1_500_000)
    for each in (softer, softest):
        files.make(each, "")
        files.remove_former(each)
    assert set(store.rendered.iterdir()) == {files.to_hear(softest), of_others[1]}
