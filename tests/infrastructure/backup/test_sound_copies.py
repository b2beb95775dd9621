"""People go on while sounds are copied: what is elsewhere by then is found, and what is gone is named."""

from collections.abc import Callable
from pathlib import Path

from domain.loudness import Loudness
from domain.recording import Normalization, Recording
from domain.sound import Sound
from infrastructure.backup.making import SOUNDS, make_backup
from infrastructure.backup.manifest import Manifest
from tests.infrastructure.backup.small_board import SmallBoard, files_in, restored, settings_of
from tests.support.clock import NOON

LOUD = Loudness(-23.0, -2.0, 7.0)
NORMALIZED = Normalization(
    "soundboard/horn.mp3", "two_pass", 4, 100, "1" * 64, LOUD, LOUD, {"integrated": -23.0}
)


def backed_up(board: SmallBoard, meanwhile: Callable[[], None]) -> Manifest:
    """`meanwhile` comes between the log and the sounds."""
    told: list[str] = []

    def on_progress(what: str, *_: int) -> None:
        told.append(what)
        if told.count(SOUNDS) == 1 and what == SOUNDS:
            meanwhile()

    return make_backup(board.settings, board.folder / "backup.zip", on_progress=on_progress)


def test_a_file_that_was_moved_meanwhile_is_kept_where_the_log_of_the_backup_has_it(
    on_sqlite: SmallBoard, tmp_path: Path
) -> None:
    sound = on_sqlite.sound("horn.wav", b"horn")

    def move() -> None:
        on_sqlite.file("horn.wav").rename(on_sqlite.file("trumpet.wav"))
        sound.move("soundboard/trumpet.wav", modified_ns=2, at=NOON)
        on_sqlite.log.append(sound)

    manifest = backed_up(on_sqlite, move)
    assert manifest.lost == []
    there = settings_of(tmp_path / "elsewhere")
    restored(on_sqlite.folder / "backup.zip", there)
    assert files_in(there.originals_dir) == {"soundboard/horn.wav": b"horn"}


def test_what_is_gone_or_another_is_named_and_the_others_are_kept(on_sqlite: SmallBoard) -> None:
    sounds = {name: on_sqlite.sound(name, name.encode()) for name in ("gone", "other", "changed", "kept")}

    def change() -> None:
        on_sqlite.file("gone").unlink()
        on_sqlite.file("other").write_bytes(b"written over")
        on_sqlite.file("changed").write_bytes(b"new")
        changed: Sound = sounds["changed"]
        changed.change_content(Recording(size_bytes=3, duration_ms=9, sha256="0" * 64), at=NOON)
        on_sqlite.log.append(changed)

    manifest = backed_up(on_sqlite, change)
    reasons = {each.path.rpartition("/")[2]: each.reason for each in manifest.lost_originals}
    assert reasons.keys() == {"gone", "other", "changed"}
    assert "not there" in reasons["gone"]
    assert "not what the board knows" in reasons["other"]
    assert "replaced" in reasons["changed"]
    assert [each.path for each in manifest.sounds] == ["soundboard/kept"]
    assert not manifest.is_whole


def test_a_sound_that_was_missing_already_is_not_missed(on_sqlite: SmallBoard) -> None:
    sound = on_sqlite.sound("horn.wav", b"horn")
    on_sqlite.file("horn.wav").unlink()
    sound.mark_missing(at=NOON)
    on_sqlite.log.append(sound)
    _, manifest = on_sqlite.backup()
    assert (manifest.sounds, manifest.lost) == ([], [])


def test_a_normalised_file_that_is_gone_can_be_made_again(on_sqlite: SmallBoard) -> None:
    sound = on_sqlite.sound("horn.wav", b"horn")
    sound.record_normalized(sound.sha256, NORMALIZED, at=NOON)
    on_sqlite.log.append(sound)
    _, manifest = on_sqlite.backup()
    assert [each.place for each in manifest.lost] == ["normalized"]
    assert manifest.is_whole
