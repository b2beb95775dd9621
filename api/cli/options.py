"""What every command takes: which board it is about."""

from pathlib import Path
from typing import Annotated

import typer

from infrastructure.settings import Settings, load_settings

DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        help="postgresql://… ; without it, SQLite files in DATA_DIR. One with a password is better kept in "
        "the environment, as DATABASE_URL: everybody on this machine can read a command line."
    ),
]
DataDir = Annotated[Path | None, typer.Option(help="Databases and secrets; DATA_DIR otherwise.")]


def settings_of(database_url: str | None, data_dir: Path | None) -> Settings:
    return load_settings(database_url=database_url, data_dir=data_dir)
