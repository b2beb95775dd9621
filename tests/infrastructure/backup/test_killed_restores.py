"""kill -9 while a board is restored: half a board is never taken for one, and a whole one comes after it."""

import shutil
from pathlib import Path

import pytest

from infrastructure.backup.errors import NotEmptyError
from infrastructure.data_folder import DataFolder, UnfinishedRestoreError
from infrastructure.log_store.log_store import LogStore
from tests.infrastructure.backup.small_board import SmallBoard, files_in, restored, rows_of, settings_of
from tests.support import restore_crashes
from tests.support.many_lives import DONE, many_lives

STEPS_MAX = 2_000


def is_refused_by_servers(folder: Path) -> bool:
    try:
        with DataFolder(folder / "data"):
            return False
    except UnfinishedRestoreError:
        return True


def is_like(board: SmallBoard, folder: Path) -> bool:
    settings = settings_of(folder)
    if not settings.data_dir.joinpath("log.db").exists():
        return False
    store = LogStore(settings.log_database_url)
    found = rows_of(store)
    store.close()
    return found == board.rows() and files_in(settings.originals_dir) == files_in(
        board.settings.originals_dir
    )


def is_restored_or_refused(file: Path, folder: Path) -> bool:
    """Refused where what the other left must be moved away first."""
    try:
        restored(file, settings_of(folder))
    except NotEmptyError:
        return False
    return True


@pytest.mark.parametrize("stride", [23, pytest.param(1, marks=pytest.mark.campaign)])
@pytest.mark.timeout(1_800)
def test_half_a_restore_is_no_board_and_is_no_obstacle(
    on_sqlite: SmallBoard, tmp_path: Path, stride: int
) -> None:
    for name in ("horn.wav", "bell.wav"):
        on_sqlite.sound(name, name.encode())
    file, _ = on_sqlite.backup()
    with many_lives(restore_crashes, file.parent, "") as live:
        for step in range(1, STEPS_MAX, stride):
            folder = tmp_path / f"killed{step}"
            if live(file=str(file), into=str(folder), dies_at=step) == DONE:
                break
            if is_refused_by_servers(folder):
                assert not is_restored_or_refused(file, folder) or is_like(on_sqlite, folder)
            else:
                assert files_in(folder) == {} or is_like(on_sqlite, folder), f"Half, after step {step}."
            shutil.rmtree(folder, ignore_errors=True)
    assert stride < step < STEPS_MAX - stride
    assert not is_refused_by_servers(folder)
    assert is_like(on_sqlite, folder)
