"""A process that restores a backup as the command line does, and dies as by kill -9, on the nth step."""

import os
import sys
from pathlib import Path

import alembic.command  # noqa: F401 - what is imported before the fork is imported once

import infrastructure.composition  # noqa: F401 - the same
from api.cli.backup import restore
from tests.support.fuses import FileFuse
from tests.support.many_lives import be_born


def carry_out(home: Path, database_url: str, file: str, into: str, dies_at: int) -> None:
    folder = Path(into)
    os.environ.update(
        {
            "SOUNDS_DIR": str(folder / "sounds"),
            "LOGS_DIR": str(folder / "logs"),
            "DATABASE_URL": database_url,
        }
    )
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    fuse = FileFuse()
    fuse.watch()
    fuse.light(dies_at)
    restore(Path(file), data_dir=folder / "data")


if __name__ == "__main__":
    be_born(carry_out)
