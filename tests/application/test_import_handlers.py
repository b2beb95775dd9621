"""How the library of another board becomes part of this one."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from application.library.import_commands import (
    CancelImport,
    CompleteImport,
    FailImport,
    ImportBegun,
    ImportSound,
    StartImport,
    TakeOver,
    Told,
)
from domain.edit import Edit
from domain.errors import AlreadyClaimedError, ImportRunningError, InvalidTitleError
from domain.sound import Sound
from domain.values import SoundType
from tests.support.aggregates import A_RECORDING, AIRHORN, ANNA, SCAN, a_library
from tests.support.clock import NOON
from tests.support.soundboard import Board

AN_IMPORT = StartImport(SCAN, asked_by=ANNA, sha256="a5c4e", sounds=1)

TOLD = Told(
    title="Airhorn",
    description="Loud!",
    tags=["ship"],
    colour="#ff8800",
    edit=Edit(-3.0, 100, 1_200),
    plays=41,
    last_played_at=NOON - timedelta(days=1),
    is_trashed=True,
)
A_SOUND = ImportSound(
    sound_id=AIRHORN,
    sound_type=SoundType.EXTRACTED,
    path=f"extracted/{AIRHORN}.mp3",
    recording=A_RECORDING,
    original_name="horn.mp3",
    by=ANNA,
    told=TOLD,
)


@pytest.mark.parametrize("end", [CompleteImport(SCAN, {}, []), FailImport(SCAN, "Gone."), CancelImport(SCAN)])
def test_an_import_is_owed_until_it_ends_and_then_makes_room_for_the_next(
    board: Board, end: CompleteImport
) -> None:
    board.given(a_library())
    assert board.when(AN_IMPORT) == ImportBegun(SCAN)
    assert board.work_table.open_references("import_library") == [SCAN]
    with pytest.raises(ImportRunningError):
        board.when(replace(AN_IMPORT, import_id=uuid4()))
    board.when(end)
    assert board.work_table.open_references("import_library") == []
    board.when(replace(AN_IMPORT, import_id=uuid4()))


def test_a_sound_comes_as_it_was_in_one_step(board: Board) -> None:
    board.when(A_SOUND)
    sound = board.soundboard.load(Sound, AIRHORN)
    assert (sound.title, sound.description, sound.tags, sound.colour) == (
        "Airhorn",
        "Loud!",
        ["ship"],
        "#ff8800",
    )
    assert (sound.edited, sound.is_trashed) == (Edit(-3.0, 100, 1_200), True)
    assert len(board.commits) == 1


def test_what_cannot_be_as_it_was_leaves_nothing(board: Board) -> None:
    with pytest.raises(InvalidTitleError):
        board.when(replace(A_SOUND, told=replace(TOLD, title=" ")))
    assert board.soundboard.find(Sound, AIRHORN) is None
    board.when(A_SOUND)
    with pytest.raises(AlreadyClaimedError):
        board.when(replace(A_SOUND, sound_id=uuid4()))


def test_what_is_taken_over_is_as_it_was_elsewhere_unless_it_moved_on(board: Board) -> None:
    board.when(replace(A_SOUND, told=replace(TOLD, title="Horn", tags=[], is_trashed=False)))
    sound = board.soundboard.load(Sound, AIRHORN)
    board.when(TakeOver(AIRHORN, sound.version - 1, TOLD))
    assert board.soundboard.load(Sound, AIRHORN).title == "Horn"
    board.when(TakeOver(AIRHORN, sound.version, TOLD))
    taken_over = board.soundboard.load(Sound, AIRHORN)
    assert (taken_over.title, taken_over.tags, taken_over.is_trashed) == ("Airhorn", ["ship"], True)
