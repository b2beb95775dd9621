"""Results that are gone from the disk are made again: nobody believes the catalogue alone."""

import shutil

import pytest

from infrastructure.container import Container
from tests.support.board import wait_for
from tests.support.normalizing import bring_in, made_files, normalize_all, normalized


@pytest.fixture
def settled_board(sqlite_board: Container) -> Container:
    """It has looked by itself, as it does once after the start, and found nothing."""
    wait_for(lambda: sqlite_board.loudness.lost_files.is_due, lambda is_due: not is_due)
    return sqlite_board


def test_a_batch_makes_what_is_gone_though_nothing_is_forced(settled_board: Container) -> None:
    kept, gone = (normalized(settled_board, bring_in(settled_board, name)) for name in ("kept", "gone"))
    (settled_board.settings.sounds_dir / "normalized" / gone.normalized_path).unlink()
    assert settled_board.loudness.has_lost_its_result(gone.id)
    report = normalize_all(settled_board)
    assert (report.counts["normalized"], report.counts["unchanged"]) == (1, 1)
    again = normalized(settled_board, gone.id, instead_of=gone.normalized_path)
    assert made_files(settled_board) == {kept.normalized_path, again.normalized_path}


def test_after_the_start_what_is_gone_is_made_again(settled_board: Container) -> None:
    bell = normalized(settled_board, bring_in(settled_board, "bell"))
    shutil.rmtree(settled_board.settings.sounds_dir / "normalized")
    settled_board.loudness.lost_files.look()
    again = normalized(settled_board, bell.id, instead_of=bell.normalized_path)
    assert again.normalized_path in made_files(settled_board)
