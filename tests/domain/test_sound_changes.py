"""What becomes of a sound on the board: its file, its labels, how it is heard, the trash."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.edit import GAIN_MAX, GAIN_MIN, HEARD_MS_MIN, Edit
from domain.errors import (
    DomainError,
    InvalidColourError,
    InvalidDescriptionError,
    InvalidEditError,
    InvalidPathError,
    InvalidPlaysError,
    InvalidTagError,
    SoundTrashedError,
    ThrownAwayByHostError,
)
from domain.sound import Sound
from domain.sound_labels import PLAYS_CARRIED_MAX, TAGS_MAX
from tests.domain.examples import A_NORMALIZATION
from tests.support.aggregates import A_RECORDING, a_registered_sound, collected, given, news, rebuilt_from
from tests.support.clock import NOON

ANOTHER_RECORDING = replace(A_RECORDING, sha256="decaf", duration_ms=900)


def kinds(sound: Sound) -> list[type]:
    return [kind for kind, _ in news(sound)]


# What it brings with it.


def test_plays_that_were_counted_elsewhere_come_with_it() -> None:
    sound = given(a_registered_sound())
    sound.carry_over_plays(41, NOON - timedelta(days=1), at=NOON)
    told = {"plays": 41, "last_played_at": NOON - timedelta(days=1)}
    assert news(sound) == [(Sound.PlaysCarriedOver, told)]


def test_nothing_was_played_later_than_now() -> None:
    sound = given(a_registered_sound())
    sound.carry_over_plays(1, NOON + timedelta(days=1), at=NOON)
    assert news(sound) == [(Sound.PlaysCarriedOver, {"plays": 1, "last_played_at": NOON})]


def test_no_plays_are_no_news() -> None:
    sound = given(a_registered_sound())
    sound.carry_over_plays(0, None, at=NOON)
    assert news(sound) == []


@pytest.mark.parametrize("plays", [-1, PLAYS_CARRIED_MAX + 1])
def test_more_plays_than_can_be_counted_are_refused(plays: int) -> None:
    with pytest.raises(InvalidPlaysError):
        a_registered_sound().carry_over_plays(plays, None, at=NOON)


# Its file.


def test_a_file_that_was_found_elsewhere_is_followed_and_is_missing_no_more() -> None:
    sound = a_registered_sound()
    sound.mark_missing(at=NOON)
    given(sound)
    sound.move("ships/horn.mp3", modified_ns=1, at=NOON)
    assert news(sound) == [
        (Sound.Moved, {"path": "ships/horn.mp3", "modified_ns": 1}),
        (Sound.CameBack, {}),
    ]


def test_a_sound_moves_within_the_folder_of_originals() -> None:
    with pytest.raises(InvalidPathError):
        a_registered_sound().move("../horn.mp3", modified_ns=1, at=NOON)


def test_with_another_content_everything_that_was_made_of_the_former_begins_anew() -> None:
    sound = a_registered_sound()
    sound.record_normalized(sound.sha256, A_NORMALIZATION, at=NOON)
    sound.edit(Edit(-3, 100, 1_400), at=NOON)
    sound.change_content(ANOTHER_RECORDING, at=NOON)
    assert (sound.sha256, sound.normalized_path, sound.edited, sound.duration_ms) == (
        "decaf",
        "",
        Edit(),
        900,
    )


def test_the_same_content_at_another_time_was_only_touched() -> None:
    sound = given(a_registered_sound())
    sound.change_content(replace(A_RECORDING, modified_ns=7), at=NOON)
    assert news(sound) == [(Sound.Touched, {"modified_ns": 7})]


def test_what_was_made_of_a_former_content_is_not_recorded() -> None:
    sound = a_registered_sound()
    former = sound.sha256
    sound.change_content(ANOTHER_RECORDING, at=NOON)
    given(sound)
    sound.record_normalized(former, A_NORMALIZATION, at=NOON)
    sound.record_normalizing_failed(former, "It ended early.", at=NOON)
    assert news(sound) == []


# Its labels.


def test_tags_are_written_in_one_way() -> None:
    sound = given(a_registered_sound())
    sound.tag(["Loud ", "ship", "LOUD", "air   horn"], at=NOON)
    assert news(sound) == [(Sound.Tagged, {"tags": ["air horn", "loud", "ship"]})]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda sound: sound.tag([f"tag {n}" for n in range(TAGS_MAX + 1)], at=NOON), InvalidTagError),
        (lambda sound: sound.tag([f"tag {n}" for n in range(1_000)], at=NOON), InvalidTagError),
        (lambda sound: sound.tag(["x" * 31], at=NOON), InvalidTagError),
        (lambda sound: sound.tag(["nul\0"], at=NOON), InvalidTagError),
        (lambda sound: sound.tag([" "], at=NOON), InvalidTagError),
        (lambda sound: sound.describe("x" * 501, at=NOON), InvalidDescriptionError),
        (lambda sound: sound.describe("nul\0", at=NOON), InvalidDescriptionError),
        (lambda sound: sound.colour_in("red", at=NOON), InvalidColourError),
        (lambda sound: sound.colour_in("#ff880", at=NOON), InvalidColourError),
        (lambda sound: sound.colour_in("#ff8800\n", at=NOON), InvalidColourError),
    ],
)
def test_labels_that_nobody_could_read_are_refused(
    change: Callable[[Sound], None], refusal: type[DomainError]
) -> None:
    sound = given(a_registered_sound())
    with pytest.raises(refusal):
        change(sound)
    assert news(sound) == []


def test_the_same_labels_again_are_not_news() -> None:
    sound = a_registered_sound("Airhorn")
    sound.describe("Loud", at=NOON)
    sound.tag(["b", "a"], at=NOON)
    sound.colour_in("#ff8800", at=NOON)
    given(sound)
    sound.rename("Airhorn", at=NOON)
    sound.describe("Loud", at=NOON)
    sound.tag(["A", "B"], at=NOON)
    sound.colour_in("#ff8800", at=NOON)
    assert news(sound) == []


# How it is heard.


@pytest.mark.parametrize("gain", [GAIN_MIN - 0.1, GAIN_MAX + 0.1, float("nan"), float("inf")])
def test_a_gain_is_within_what_a_speaker_bears(gain: float) -> None:
    with pytest.raises(InvalidEditError):
        Edit(gain_db=gain)


@pytest.mark.parametrize(
    "edit",
    [
        Edit(0, 0, 1_501),
        Edit(0, 1_500, None),
        Edit(0, 700, 600),
        Edit(0, 700, 700 + HEARD_MS_MIN - 1),
        Edit(0, 2_000, None),
    ],
)
def test_a_trim_leaves_something_to_hear(edit: Edit) -> None:
    with pytest.raises(InvalidEditError):
        a_registered_sound().edit(edit, at=NOON)


@for_all(st.integers(0, 1_500), st.none() | st.integers(0, 1_500))
def test_what_is_heard_is_as_long_as_the_trim_says(start_ms: int, end_ms: int | None) -> None:
    sound = a_registered_sound()
    try:
        sound.edit(Edit(0, start_ms, end_ms), at=NOON)
    except InvalidEditError:
        assert (1_500 if end_ms is None else end_ms) - start_ms < HEARD_MS_MIN
    else:
        assert HEARD_MS_MIN <= sound.duration_ms <= 1_500


def test_an_edit_is_undone_by_the_one_before() -> None:
    sound = a_registered_sound()
    sound.edit(Edit(6, 100, 900), at=NOON)
    sound.edit(Edit(), at=NOON)
    assert (sound.edited, sound.duration_ms) == (Edit(), 1_500)


# The trash.


def test_what_is_in_the_trash_is_neither_played_nor_changed_until_it_is_restored() -> None:
    sound = a_registered_sound()
    sound.trash(at=NOON)
    for change in (
        sound.ensure_playable,
        lambda: sound.rename("Horn", at=NOON),
        lambda: sound.tag(["loud"], at=NOON),
        lambda: sound.edit(Edit(1), at=NOON),
    ):
        with pytest.raises(SoundTrashedError):
            change()
    sound.restore_from_trash(at=NOON)
    sound.ensure_playable()


def test_what_a_host_threw_away_a_host_restores_and_what_the_owner_did_both() -> None:
    for thrown, restored in ((True, True), (False, True), (False, False)):
        sound = a_registered_sound()
        sound.trash(by_host=thrown, at=NOON)
        sound.restore_from_trash(by_host=restored, at=NOON)
        assert not sound.is_trashed
    sound.trash(by_host=True, at=NOON)
    with pytest.raises(ThrownAwayByHostError):
        sound.restore_from_trash(at=NOON)


def test_the_scan_still_follows_the_file_of_what_is_in_the_trash() -> None:
    sound = a_registered_sound()
    sound.trash(at=NOON)
    given(sound)
    sound.mark_missing(at=NOON)
    sound.move("elsewhere.mp3", modified_ns=1, at=NOON)
    assert kinds(sound) == [Sound.WentMissing, Sound.Moved, Sound.CameBack]


def test_replaying_all_that_can_happen_rebuilds_the_same_sound() -> None:
    sound = a_registered_sound()
    sound.ask_for_normalizing(passes=1, at=NOON)
    sound.record_normalized(sound.sha256, A_NORMALIZATION, at=NOON)
    sound.tag(["loud"], at=NOON)
    sound.edit(Edit(-3.25, 1, 1_400), at=NOON)
    sound.trash(at=NOON)
    assert rebuilt_from(collected(sound)) == sound
