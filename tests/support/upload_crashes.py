"""A process that brings files in by the real parts, and dies as by kill -9, on the nth step."""

from pathlib import Path
from uuid import uuid4

from application.command import envelope
from infrastructure.composition import compose
from infrastructure.files.incoming_file import IncomingFile
from infrastructure.files.upload_form import Received
from infrastructure.settings import load_settings
from tests.support.aggregates import ANNA
from tests.support.fuses import FileFuse
from tests.support.many_lives import be_born
from tests.support.sound_bytes import noise


def carry_out(folder: Path, database_url: str, seed: int, dies_at: int) -> None:
    """Starts as the server does, and brings a file in."""
    container = compose(
        load_settings(data_dir=folder / "data", sounds_dir=folder / "sounds", database_url=database_url)
    )
    fuse = FileFuse()
    fuse.watch()
    container.executor.start()
    container.uploads.clear_up()
    fuse.light(dies_at)
    file = IncomingFile(folder / "sounds" / "temp" / "incoming", "horn.wav", bytes_max=1_000_000)
    content = noise(seed)
    for half in (content[:800], content[800:]):
        file.write(half)
    file.finish()
    container.uploads.bring_in(Received(file, ""), uuid4(), envelope(ANNA))
    file.discard()


if __name__ == "__main__":
    be_born(carry_out)
