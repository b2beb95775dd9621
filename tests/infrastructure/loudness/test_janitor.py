"""What no sound names goes once it is old; what a sound names stays, however old."""

import os
import time
from pathlib import Path

from application.command import from_system
from application.sounds.commands import EditSound
from domain.edit import Edit
from infrastructure.container import Container
from tests.support.normalizing import SECONDS_MAX, bring_in, normalized


def aged(file: Path, hours: float = 2) -> Path:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    moment = time.time() - 3_600 * hours
    os.utime(file, (moment, moment))
    return file


def test_old_files_go_that_no_sound_names_and_the_others_stay(board: Container) -> None:
    sounds = board.settings.sounds_dir
    kept = normalized(board, bring_in(board, "kept"))
    board.executor.run(EditSound(kept.id, Edit(gain_db=3.0)), from_system())
    board.loudness.renders.wanted(kept.id, kept.duration_ms).result(SECONDS_MAX)
    edited = normalized(board, kept.id)
    orphans = [aged(sounds / each) for each in ("normalized/soundboard/a.mp3", "rendered/b.mp3", "temp/c")]
    young = aged(sounds / "normalized" / "soundboard" / "young.mp3", hours=0.5)
    named = [aged(sounds / "normalized" / kept.normalized_path), aged(board.loudness.files.to_hear(edited))]
    board.loudness.janitor.tidy()
    assert [each.exists() for each in orphans] == [False, False, False]
    assert [each.exists() for each in [young, *named]] == [True, True, True]
    assert (board.settings.originals_dir / kept.path).exists()
