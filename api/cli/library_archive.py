"""`soundboard export` and `soundboard import`: the library as one file, and back."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Column, Table

from api.cli.exit_codes import NOT_WHOLE
from api.cli.options import DatabaseUrl, DataDir, settings_of

if TYPE_CHECKING:
    from api.cli.client import Doors
    from infrastructure.library_archive.manifest import ListedSound

BLOCK_BYTES = 1 << 20
WIDTH_OF_A_FILE = 400

errors = Console(stderr=True)

Archive = Annotated[Path, typer.Argument(help="The archive, a ZIP file.", dir_okay=False)]


def export(
    file: Archive,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Write all sounds, with what is said of them, into one file."""
    from api.cli.client import RefusedError, client
    from infrastructure.new_file import new_file

    try:
        with new_file(file, force=force) as unfinished:
            with client(settings_of(database_url, data_dir)) as ask:
                _fetch(ask, unfinished.content)
            sounds = _checked(unfinished.path)
    except OSError as error:
        raise RefusedError(f"{file} cannot be written: {error.strerror}.") from None
    Console().print(f"{file}: {_counted(sounds)}", markup=False, soft_wrap=True)
    if damaged := [each for each in sounds if each.is_damaged]:
        for each in damaged:
            said = f"“{each.title}” ({each.id}): its file on the board is damaged, and is not in the archive."
            errors.print(said, style="red", markup=False, soft_wrap=True)
        raise typer.Exit(NOT_WHOLE)


def import_(file: Archive, database_url: DatabaseUrl = None, data_dir: DataDir = None) -> None:
    """Bring in the sounds of an archive. What is here already stays as it is. Ctrl-C cancels it."""
    from api.cli.client import client

    _ensure_archive(file)
    with client(settings_of(database_url, data_dir)) as ask:
        import_id = _send(ask, file)
        try:
            found = _followed(ask, import_id)
        except KeyboardInterrupt:
            found = ask.post(f"/library/imports/{import_id}/cancel")
    if found["state"] != "completed":
        said = found["reason"] or "Cancelled. What was brought in until then stays."
        errors.print(said, style="red", markup=False)
        raise typer.Exit(1)
    _tell(found)


def _fetch(ask: "Doors", written: IO[bytes]) -> None:
    """How much comes is guessed: the list is no part of what is stored."""
    expected = ask.get("/dashboard/soundboard-statistics")["storage_bytes"]["originals"]
    with _bars(DownloadColumn(), TransferSpeedColumn()) as bars:
        bar = bars.add_task("Exporting", total=expected)
        with ask.download("/library/export") as blocks:
            for block in blocks:
                written.write(block)
                bars.update(bar, advance=len(block))
        bars.update(bar, completed=written.tell(), total=written.tell())
    written.flush()


def _checked(part: Path) -> "Sequence[ListedSound]":
    """What is in it. Raises RefusedError."""
    from api.cli.client import RefusedError
    from infrastructure.files.errors import FilesError
    from infrastructure.library_archive.reading import opened

    try:
        with opened(part) as archive, _bars(MofNCompleteColumn()) as bars:
            for sound in bars.track(archive.sounds, description="Checking"):
                if sound.audio is not None and not archive.is_whole(sound):
                    raise RefusedError(f"“{sound.title}” did not come as it is on the board. Export again.")
            return archive.sounds
    except FilesError as error:
        raise RefusedError(f"What came is no archive. {error}") from None


def _counted(sounds: "Sequence[ListedSound]") -> str:
    missing = sum(each.audio is None and not each.is_damaged for each in sounds)
    said = f"{len(sounds)} sounds, and each file is what its hash says"
    return f"{said}; of {missing} the file was missing." if missing else f"{said}."


def _ensure_archive(file: Path) -> None:
    """Before anything is sent. Raises RefusedError."""
    from api.cli.client import RefusedError
    from api.cli.kinds_of_archive import is_backup
    from infrastructure.files.errors import FilesError
    from infrastructure.library_archive.reading import opened

    try:
        with opened(file):
            return
    except OSError as error:
        raise RefusedError(f"{file} cannot be read: {error.strerror}.") from None
    except FilesError as error:
        if is_backup(file):
            raise RefusedError(
                f"{file} is a backup of a whole board: `soundboard restore` takes it."
            ) from None
        raise RefusedError(str(error)) from None


def _send(ask: "Doors", file: Path) -> str:
    size = file.stat().st_size
    with _bars(DownloadColumn(), TransferSpeedColumn()) as bars, file.open("rb") as content:
        bar = bars.add_task("Sending", total=size)

        def blocks() -> Iterator[bytes]:
            while block := content.read(BLOCK_BYTES):
                yield block
                bars.update(bar, advance=len(block))

        return str(ask.send("/library/import", blocks(), size=size)["import_id"])


def _followed(ask: "Doors", import_id: str) -> Any:
    """Until it is over, with a bar."""
    with _bars(MofNCompleteColumn(), TimeRemainingColumn()) as bars:
        bar = bars.add_task("Importing", total=None)
        for found in ask.poll(f"/library/imports/{import_id}"):
            if found["state"] != "running":
                break
            if far := found["progress"]:
                said = f"Importing, {far['added']:,} added"
                bars.update(bar, description=said, completed=far["done"], total=far["of"])
        bars.update(bar, completed=found["sounds"], total=found["sounds"])
    return found


def _bars(*columns: Any) -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), *columns, console=errors)


def _tell(found: Any) -> None:
    console = Console()
    if found["details"]:
        table = Table(*(Column(each, overflow="fold") for each in ("outcome", "sound", "reason")))
        for each in found["details"]:
            table.add_row(*(escape(each[name]) for name in ("outcome", "title", "reason")))
        console.print(table, width=None if console.is_terminal else WIDTH_OF_A_FILE)
    console.print(", ".join(f"{number} {outcome}" for outcome, number in found["counts"].items()))
