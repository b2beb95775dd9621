"""From the file that comes in to the event that tells of the result, with real parts."""

from pathlib import Path

import pytest

from application.command import from_system
from application.process_managers.normalizing import NORMALIZE_SOUND
from application.sounds.commands import EditSound, MarkSoundMissing, NormalizeSound
from domain.edit import Edit
from domain.identifiers import work_id
from domain.sound import Sound
from domain.values import SoundType
from infrastructure.container import Container
from infrastructure.library.sound_folders import sha256_of
from infrastructure.work.work_table import WorkTable
from projections.sounds.queries import SoundEntry
from projections.sounds.queries import sound as catalogue_entry
from tests.support.board import wait_for
from tests.support.normalizing import bring_in, drafts, made_files, normalize_all, normalized, sound


def entry(board: Container, of: Sound) -> SoundEntry:
    found: SoundEntry = wait_for(
        lambda: board.queries.run(catalogue_entry, of.id),
        lambda row: row is not None and row.normalized_filename == of.normalized_path,
    )
    return found


def is_owed(board: Container, of: Sound) -> bool:
    return WorkTable(board.log.writing, board.log.reading).is_owed(work_id(NORMALIZE_SOUND, of.id))


def file_of(board: Container, of: Sound) -> Path:
    return board.settings.sounds_dir / "normalized" / of.normalized_path


def test_what_comes_in_is_normalised_by_itself_and_its_original_stays(board: Container) -> None:
    horn = normalized(board, bring_in(board, "horn"))
    row = entry(board, horn)
    assert file_of(board, horn).name.startswith(f"{horn.id}-{horn.sha256[:12]}-")
    assert row.normalized_hash == sha256_of(file_of(board, horn))
    assert row.normalized_size == file_of(board, horn).stat().st_size
    assert (row.normalized_duration, row.normalization["method"]) == (600, "gain")
    assert row.normalization["after"]["integrated"] == pytest.approx(-23.0, abs=0.5)
    assert sha256_of(board.settings.originals_dir / horn.path) == horn.sha256
    assert (is_owed(board, horn), drafts(board)) == (False, [])


def test_a_new_result_takes_the_place_of_the_former_one(board: Container) -> None:
    first = normalized(board, bring_in(board, "once more"))
    board.executor.run(NormalizeSound(first.id, passes=None), from_system())
    second = normalized(board, first.id, instead_of=first.normalized_path)
    wait_for(lambda: first.normalized_path in made_files(board), lambda is_there: not is_there)
    assert file_of(board, second).is_file()


def test_what_is_normalised_already_is_left_alone_unless_it_is_forced(board: Container) -> None:
    done = normalized(board, bring_in(board, "left alone"))
    board.executor.run(NormalizeSound(done.id, passes=None, is_forced=False), from_system())
    assert (is_owed(board, done), sound(board, done.id).normalized_path) == (False, done.normalized_path)


def test_what_is_no_sound_fails_with_its_reason_and_is_owed_no_more(board: Container) -> None:
    text = sound(board, bring_in(board, "text", content=b"only words"))
    row = wait_for(
        lambda: board.queries.run(catalogue_entry, text.id), lambda row: row and row.normalizing_failed
    )
    assert row.normalizing_failed.startswith("ffmpeg gave up")
    assert not is_owed(board, text)


def test_a_file_that_is_not_what_was_brought_in_is_not_normalised_in_its_name(board: Container) -> None:
    done = normalized(board, bring_in(board, "swapped"))
    (board.settings.originals_dir / done.path).write_bytes(b"another")
    board.executor.run(NormalizeSound(done.id, passes=None), from_system())
    row = wait_for(
        lambda: board.queries.run(catalogue_entry, done.id), lambda row: row and row.normalizing_failed
    )
    assert row.normalizing_failed == "Its file is not what was brought in. A scan will tell."
    assert sound(board, done.id).normalized_path == done.normalized_path


def test_an_edited_sound_is_heard_as_edited_also_after_it_was_normalised_anew(board: Container) -> None:
    edited = normalized(board, bring_in(board, "edited"))
    board.executor.run(EditSound(edited.id, Edit(-6.0, 100, 400)), from_system())
    board.executor.run(NormalizeSound(edited.id, passes=None), from_system())
    anew = normalized(board, edited.id, instead_of=edited.normalized_path)
    rendered = {file.name for file in (board.settings.sounds_dir / "rendered").iterdir()}
    assert board.loudness.files.to_hear(anew).name in rendered  # nobody had to wait for it


def test_a_batch_says_what_became_of_each_sound(board: Container) -> None:
    kind = SoundType.TEXT_TO_SPEECH
    done = normalized(board, bring_in(board, "said", sound_type=kind))
    bad = bring_in(board, "unsaid", content=b"words in another way", sound_type=kind)
    gone = normalized(board, bring_in(board, "gone", sound_type=kind))
    board.executor.run(MarkSoundMissing(gone.id), from_system())
    wait_for(lambda: is_owed(board, sound(board, bad)), lambda is_it: not is_it)
    first, second = (normalize_all(board, is_forced=forced, sound_type=kind) for forced in (False, True))
    nothing = {"below_target": 0, "silent": 0}
    assert first.counts == {"normalized": 0, "failed": 1, "unchanged": 1, "missing": 1, **nothing}
    assert second.counts == {"normalized": 1, "failed": 1, "unchanged": 0, "missing": 1, **nothing}
    assert {each["sound_id"] for each in second.details} == {str(bad), str(gone.id)}
    assert sound(board, done.id).normalized_path != done.normalized_path


def test_a_batch_of_nothing_is_done_at_once(board: Container) -> None:
    report = normalize_all(board, sound_type=SoundType.EXTRACTED)
    assert (report.state, sum(report.counts.values())) == ("completed", 0)
