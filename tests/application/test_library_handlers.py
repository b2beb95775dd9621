"""How the library learns what lies in its folders."""

from dataclasses import replace
from uuid import uuid4

import pytest

from application.errors import NotFoundError
from application.library.commands import (
    CompleteScan,
    FailScan,
    MarkSoundBack,
    MarkSoundMissing,
    RegisterSound,
    ScanBegun,
    StartScan,
)
from domain.claim import Claim
from domain.errors import AlreadyClaimedError, InvalidTitleError, ScanRunningError
from domain.sound import Sound
from domain.sound_library import SoundLibrary
from domain.values import SoundType
from tests.support.aggregates import AIRHORN, ANNA, SCAN, a_library, a_registered_sound
from tests.support.soundboard import Board

REGISTER_AIRHORN = RegisterSound(
    AIRHORN,
    sound_type=SoundType.SOUNDBOARD,
    title="Airhorn",
    path="airhorn.mp3",
    size_bytes=24_000,
    duration_ms=1_500,
    sha256="c0ffee",
    by=ANNA,
)


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


def test_a_sound_is_registered_with_a_claim_on_its_content(board: Board) -> None:
    board.when(REGISTER_AIRHORN)
    assert board.then() == [Claim.Made, Sound.Registered]


def test_the_same_content_is_registered_once(board: Board) -> None:
    board.when(REGISTER_AIRHORN)
    with pytest.raises(AlreadyClaimedError) as refusal:
        board.when(replace(REGISTER_AIRHORN, sound_id=uuid4()))
    assert refusal.value.holder_id == AIRHORN
    assert board.then() == [Claim.Made, Sound.Registered]


def test_a_refused_sound_claims_nothing(board: Board) -> None:
    with pytest.raises(InvalidTitleError):
        board.when(replace(REGISTER_AIRHORN, title=""))
    board.when(replace(REGISTER_AIRHORN, sound_id=uuid4()))
    assert board.then() == [Claim.Made, Sound.Registered]


def test_a_sound_goes_missing_and_comes_back(board: Board) -> None:
    board.given(a_registered_sound())
    board.when(MarkSoundMissing(AIRHORN))
    board.when(MarkSoundBack(AIRHORN))
    assert board.then() == [Sound.WentMissing, Sound.CameBack]
