"""A process that normalises a sound, and dies as by kill -9 before the nth step that changes a file.

Steps are those of the thread that normalises: a folder made, a program begun, a file forced to the disk,
renamed, removed.
"""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from uuid import UUID

from application.command import from_system
from application.process_managers.normalizing import NORMALIZE_SOUND
from application.sounds.commands import NormalizeSound
from infrastructure.composition import compose
from infrastructure.container import Container
from infrastructure.settings import load_settings
from tests.support.many_lives import DEAD, be_born
from tests.support.normalizing import bring_in, drafts, made_files, normalized, sound

PATIENCE_SECONDS = 60.0

NORMALIZES = "normalize"
"""How the names of such threads begin."""

SYSTEM = frozenset({"posix", "_posixsubprocess"})
STEPS = frozenset({"mkdir", "fork_exec", "fsync", "replace", "unlink"})
"""Functions of the operating system, by name."""


class NormalizingFuse:
    def __init__(self, steps: int) -> None:
        self._left = steps

    def watch(self) -> None:
        """In all threads that begin from here on."""
        threading.setprofile(self._on_call)

    def _on_call(self, _: FrameType, event: str, what: object) -> None:
        if event != "c_call" or getattr(what, "__module__", "") not in SYSTEM:
            return
        if getattr(what, "__name__", "") not in STEPS:
            return
        if not threading.current_thread().name.startswith(NORMALIZES):
            return
        self._left -= 1
        if self._left == 0:
            os._exit(DEAD)


def carry_out(folder: Path, database_url: str, dies_at: int, asks: bool) -> None:
    """`dies_at` 0 goes through with all that is owed, tidies, and compares the disk with the log."""
    if dies_at:
        NormalizingFuse(dies_at).watch()
    container = compose(
        load_settings(
            data_dir=folder / "data",
            sounds_dir=folder / "sounds",
            database_url=database_url,
            audio_output="null",
        )
    )
    container.executor.start()
    container.follower.start()
    container.sweeper.take_up(NORMALIZE_SOUND, untried=True)
    container.dispatcher.start()
    sound_id = _the_sound(container, folder)
    if asks:
        container.executor.run(NormalizeSound(sound_id, passes=None), from_system())
    while _is_owed(container):
        container.sweeper.sweep()
        _wait(lambda: not _is_owed(container), seconds=3.0)
    if not dies_at:
        _compare(container, sound_id)


def _the_sound(container: Container, folder: Path) -> UUID:
    file = folder / "sound"
    if not file.exists():
        sound_id = bring_in(container, "horn")
        normalized(container, sound_id)
        file.write_text(str(sound_id))
    return UUID(file.read_text())


def _compare(container: Container, sound_id: UUID) -> None:
    position = container.log.last_position()
    _wait(lambda: container.watermark.has_reached(position), seconds=PATIENCE_SECONDS)
    time.sleep(0.01)  # a file's time is not before the moment it is looked at
    container.loudness.janitor.tidy(older_than_seconds=0)
    assert made_files(container) == {sound(container, sound_id).normalized_path}
    assert drafts(container) == []


def _is_owed(container: Container) -> bool:
    with container.log.reading.connect() as connection:
        return bool(connection.exec_driver_sql("SELECT 1 FROM work LIMIT 1").all())


def _wait(until: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not until() and time.monotonic() < deadline:
        time.sleep(0.02)


if __name__ == "__main__":
    be_born(carry_out)
