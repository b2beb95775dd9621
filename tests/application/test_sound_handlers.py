"""How a sound comes to the board, and what becomes of it, of its file and of who likes it."""

from dataclasses import replace
from uuid import uuid4

import pytest

from application.errors import NotFoundError
from application.sounds.commands import (
    AddFavourite,
    ChangeContent,
    ChangeLabels,
    EditSound,
    MarkSoundBack,
    MarkSoundMissing,
    MoveSound,
    NormalizeSound,
    RecordNormalized,
    RegisterSound,
    RemoveFavourite,
    RestoreSound,
    TrashSound,
)
from domain.claim import Claim
from domain.edit import Edit
from domain.errors import AlreadyClaimedError, InvalidTagError, InvalidTitleError, SoundTrashedError
from domain.favourites import Favourites
from domain.sound import Sound
from domain.values import SoundType
from tests.domain.examples import A_NORMALIZATION
from tests.support.aggregates import A_RECORDING, AIRHORN, ANNA, a_registered_sound
from tests.support.soundboard import Board

REGISTER_AIRHORN = RegisterSound(
    AIRHORN,
    sound_type=SoundType.SOUNDBOARD,
    title="Airhorn",
    path="airhorn.mp3",
    recording=A_RECORDING,
    original_name="airhorn.mp3",
    by=ANNA,
)


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


ANOTHER = replace(A_RECORDING, sha256="decaf")


def test_another_content_takes_its_claim_and_gives_up_the_former(board: Board) -> None:
    board.when(REGISTER_AIRHORN)
    board.when(ChangeContent(AIRHORN, ANOTHER))
    assert board.then()[2:] == [Claim.Made, Claim.Released, Sound.ContentChanged]
    board.when(replace(REGISTER_AIRHORN, sound_id=uuid4(), path="copy.mp3"))


def test_a_content_that_is_another_sounds_is_not_taken_over(board: Board) -> None:
    board.when(REGISTER_AIRHORN)
    bell = uuid4()
    board.when(replace(REGISTER_AIRHORN, sound_id=bell, path="bell.mp3", recording=ANOTHER))
    with pytest.raises(AlreadyClaimedError) as refusal:
        board.when(ChangeContent(AIRHORN, ANOTHER))
    assert refusal.value.holder_id == bell
    assert board.stored(Sound, AIRHORN).sha256 == A_RECORDING.sha256


def test_a_sound_in_the_trash_keeps_its_claim(board: Board) -> None:
    board.when(REGISTER_AIRHORN)
    board.when(TrashSound(AIRHORN))
    with pytest.raises(AlreadyClaimedError) as refusal:
        board.when(replace(REGISTER_AIRHORN, sound_id=uuid4(), path="copy.mp3"))
    assert refusal.value.holder_id == AIRHORN
    board.when(RestoreSound(AIRHORN))
    assert not board.stored(Sound, AIRHORN).is_trashed


def test_labels_change_together_or_not_at_all(board: Board) -> None:
    board.given(a_registered_sound())
    with pytest.raises(InvalidTagError):
        board.when(ChangeLabels(AIRHORN, title="Horn", tags=["x" * 100]))
    board.when(ChangeLabels(AIRHORN, title="Horn", description="Loud", tags=["ship"], colour="#ff8800"))
    assert board.then() == [Sound.Renamed, Sound.Described, Sound.Tagged, Sound.Coloured]


def test_a_sound_is_heard_as_it_was_edited(board: Board) -> None:
    board.given(a_registered_sound())
    board.when(EditSound(AIRHORN, Edit(-3, 500, 1_000)))
    assert board.stored(Sound, AIRHORN).duration_ms == 500


def test_a_moved_file_keeps_its_sound(board: Board) -> None:
    board.given(a_registered_sound())
    board.when(MoveSound(AIRHORN, "elsewhere.mp3", modified_ns=1))
    assert board.then() == [Sound.Moved]


def test_a_new_sound_is_owed_to_be_normalised_until_it_is(board: Board) -> None:
    board.when(REGISTER_AIRHORN)
    assert board.work_table.open_references("normalize_sound") == [AIRHORN]
    board.when(RecordNormalized(AIRHORN, A_RECORDING.sha256, A_NORMALIZATION))
    assert board.work_table.open_references("normalize_sound") == []


def test_asking_again_for_what_is_owed_is_no_conflict(board: Board) -> None:
    board.when(REGISTER_AIRHORN)
    board.when(NormalizeSound(AIRHORN, passes=1))
    board.when(ChangeContent(AIRHORN, ANOTHER))
    assert board.work_table.open_references("normalize_sound") == [AIRHORN]
    board.when(RecordNormalized(AIRHORN, A_RECORDING.sha256, A_NORMALIZATION))
    assert board.work_table.open_references("normalize_sound") == [AIRHORN], "that was the former content"


def test_what_is_in_the_trash_is_not_normalised(board: Board) -> None:
    board.given(a_registered_sound())
    board.when(TrashSound(AIRHORN))
    with pytest.raises(SoundTrashedError):
        board.when(NormalizeSound(AIRHORN, passes=None))


def test_somebody_likes_a_sound_and_then_not_any_more(board: Board) -> None:
    board.given(a_registered_sound())
    board.when(AddFavourite(ANNA, AIRHORN))
    board.when(AddFavourite(ANNA, AIRHORN))
    board.when(RemoveFavourite(ANNA, AIRHORN))
    assert board.then() == [Favourites.Opened, Favourites.Added, Favourites.Removed]


def test_only_what_is_on_the_board_can_be_a_favourite(board: Board) -> None:
    with pytest.raises(NotFoundError):
        board.when(AddFavourite(ANNA, AIRHORN))
