"""A process that scans, and dies as by kill -9 before the nth commit."""

import time
from pathlib import Path
from uuid import uuid4

from application.command import from_system
from application.library.commands import StartScan
from application.process_managers.scanning import SCAN_LIBRARY
from domain.identifiers import LIBRARY_ID
from domain.sound_library import SoundLibrary
from infrastructure.composition import compose
from infrastructure.container import Container
from infrastructure.library.sound_folders import make_folders
from infrastructure.settings import load_settings
from infrastructure.work.work_table import WorkTable
from tests.support.aggregates import a_library
from tests.support.board import wait_for
from tests.support.fuses import Fuse
from tests.support.many_lives import be_born
from tests.support.moving_in import move_in


def scan(folder: Path, database_url: str, dies_at: int) -> None:
    """Goes on with the scan that was cut off, or begins one; with `dies_at` 0 both, one after the other."""
    settings = load_settings(
        data_dir=folder / "data",
        sounds_dir=folder / "sounds",
        database_url=database_url,
        audio_output="null",
        normalize_new_sounds=False,
    )
    if not settings.data_dir.exists():
        settings.data_dir.mkdir(parents=True)
        make_folders(settings.originals_dir)
        move_in(settings.log_database_url, [a_library()])
    fuse = Fuse()
    fuse.watch()
    container = compose(settings)
    container.executor.start()
    container.follower.start()
    container.uploads.clear_up()
    container.sweeper.take_up(SCAN_LIBRARY)
    container.dispatcher.start()
    owed = [each.id for each in WorkTable(container.log.writing, container.log.reading).owed()]
    fuse.light(dies_at)
    container.dispatcher.remind(SCAN_LIBRARY, owed)  # as the sweeper does, some seconds later
    if dies_at == 0 or not _is_running(container):
        _wait_for_the_end(container)
        container.executor.run(StartScan(uuid4()), from_system())
    _wait_for_the_end(container)


def _is_running(container: Container) -> bool:
    return container.soundboard.load(SoundLibrary, LIBRARY_ID).running_scan is not None


def _wait_for_the_end(container: Container) -> None:
    wait_for(lambda: _is_running(container), lambda is_running: not is_running, seconds_max=30)
    time.sleep(0.05)  # the work's own end is committed after the scan's


if __name__ == "__main__":
    be_born(scan)
