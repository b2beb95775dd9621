"""What every command takes: which board it is about."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from infrastructure.settings import Settings, load_settings


def _without_password(url: str | None) -> str | None:
    """What is no URL at all is refused with the other settings."""
    with suppress(ArgumentError, ValueError):
        if url is not None and make_url(url).password is not None:
            raise typer.BadParameter(
                "A password on the command line can be read by everybody here. Set DATABASE_URL instead."
            )
    return url


DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        help="postgresql://… ; without it, SQLite files in DATA_DIR. One with a password belongs in "
        "DATABASE_URL: everybody on this machine can read a command line.",
        callback=_without_password,
    ),
]
DataDir = Annotated[Path | None, typer.Option(help="Databases and secrets; DATA_DIR otherwise.")]


def settings_of(database_url: str | None, data_dir: Path | None) -> Settings:
    return load_settings(database_url=database_url, data_dir=data_dir)
