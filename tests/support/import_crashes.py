"""A process that brings a library in by the real parts, and dies as by kill -9, on the nth step."""

import time
from pathlib import Path
from uuid import UUID

from application.command import envelope
from application.process_managers.importing import IMPORT_LIBRARY
from domain.identifiers import LIBRARY_ID
from domain.sound_library import SoundLibrary
from infrastructure.composition import compose
from infrastructure.container import Container
from infrastructure.settings import load_settings
from infrastructure.work.work_table import WorkTable
from tests.support.aggregates import ANNA
from tests.support.archives import Listed, archive_of
from tests.support.crash_points import PATIENCE_SECONDS
from tests.support.fuses import FileFuse
from tests.support.many_lives import be_born
from tests.support.sound_bytes import noise


def carry_out(folder: Path, database_url: str, seed: int, dies_at: int, sounds: int) -> None:
    """Starts as the server does, and brings an archive in. Seed 0: ends what is owed."""
    container = compose(
        load_settings(data_dir=folder / "data", sounds_dir=folder / "sounds", database_url=database_url)
    )
    fuse = FileFuse()
    fuse.watch()
    container.executor.start()
    container.uploads.clear_up()
    container.archives.imports.clear_up()
    container.sweeper.take_up(IMPORT_LIBRARY, untried=True)
    container.dispatcher.start()
    owed = WorkTable(container.log.writing, container.log.reading).owed()
    container.dispatcher.remind(IMPORT_LIBRARY, [each.id for each in owed])
    end_what_is_owed(container)
    if seed:
        fuse.light(dies_at)
        files = (noise(seed, seconds=0.1 + number / 10) for number in range(sounds))
        begin(container, archive_of(*map(Listed, files)))
        end_what_is_owed(container)


def begin(container: Container, archive: bytes) -> None:
    imports = container.archives.imports
    file = imports.begin_receiving()
    for half in (archive[:800], archive[800:]):
        file.write(half)
    imports.begin(file, envelope(ANNA))
    imports.end_receiving(file)


def end_what_is_owed(container: Container) -> None:
    """Once an import has ended, its archive is gone a moment later."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    folder = container.settings.sounds_dir / "imports"
    while _running(container) is not None or (folder.exists() and list(folder.iterdir())):
        assert time.monotonic() < deadline, "It is not through yet."
        time.sleep(0.005)


def _running(container: Container) -> UUID | None:
    return container.soundboard.load(SoundLibrary, LIBRARY_ID).running_import


if __name__ == "__main__":
    be_born(carry_out)
