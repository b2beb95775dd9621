"""How the library learns what lies in its folders."""

from uuid import uuid4

import pytest

from application.errors import NotFoundError
from application.library.commands import (
    CancelScan,
    CompleteNormalizing,
    CompleteScan,
    FailNormalizing,
    FailScan,
    NormalizingBegun,
    ScanBegun,
    StartNormalizing,
    StartScan,
)
from domain.errors import NormalizingRunningError, ScanRunningError
from domain.sound_library import SoundLibrary
from tests.support.aggregates import AIRHORN, SCAN, a_library
from tests.support.soundboard import Board


def test_a_scan_is_owed_until_it_is_reported(board: Board) -> None:
    board.given(a_library())
    assert board.when(StartScan(SCAN)) == ScanBegun(SCAN)
    assert board.work_table.open_references("scan_library") == [SCAN]
    board.when(CompleteScan(SCAN, counts={"new": 1}, details=[]))
    assert board.work_table.open_references("scan_library") == []
    assert board.then() == [SoundLibrary.ScanStarted, SoundLibrary.ScanCompleted]


def test_a_scan_that_failed_makes_room_for_the_next(board: Board) -> None:
    board.given(a_library())
    board.when(StartScan(SCAN))
    board.when(FailScan(SCAN, "The folder is gone."))
    board.when(StartScan(uuid4()))
    assert board.then() == [SoundLibrary.ScanStarted, SoundLibrary.ScanFailed, SoundLibrary.ScanStarted]


def test_one_scan_runs_at_a_time(board: Board) -> None:
    board.given(a_library())
    board.when(StartScan(SCAN))
    with pytest.raises(ScanRunningError):
        board.when(StartScan(uuid4()))


def test_a_board_that_has_not_begun_has_no_library(board: Board) -> None:
    with pytest.raises(NotFoundError):
        board.when(StartScan(SCAN))


def test_a_scan_that_was_cancelled_makes_room_for_the_next(board: Board) -> None:
    board.given(a_library())
    board.when(StartScan(SCAN))
    board.when(CancelScan(SCAN))
    assert board.work_table.open_references("scan_library") == []
    board.when(StartScan(uuid4()))


def test_one_batch_is_normalised_at_a_time_and_is_owed_until_it_is_reported(board: Board) -> None:
    board.given(a_library())
    assert board.when(StartNormalizing(SCAN, "", is_forced=False, passes=None)) == NormalizingBegun(SCAN)
    assert board.work_table.open_references("normalize_batch") == [SCAN]
    with pytest.raises(NormalizingRunningError):
        board.when(StartNormalizing(uuid4(), "TTS", is_forced=True, passes=1))
    board.when(CompleteNormalizing(SCAN, counts={"normalized": 1}, details=[]))
    assert board.work_table.open_references("normalize_batch") == []
    board.when(StartNormalizing(AIRHORN, "TTS", is_forced=True, passes=1))
    board.when(FailNormalizing(AIRHORN, "The folder is gone."))
    assert board.work_table.open_references("normalize_batch") == []
