"""`soundboard backup` and `soundboard restore`: all of a board in one file, and a board from such a file."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api.cli.exit_codes import NOT_WHOLE
from api.cli.options import DatabaseUrl, DataDir, settings_of

if TYPE_CHECKING:
    from uuid import UUID

    from infrastructure.backup.archive_reader import Archive
    from infrastructure.backup.finishing import Erasures
    from infrastructure.backup.manifest import Manifest
    from infrastructure.data_folder import DataFolder
    from infrastructure.settings import Settings

NAMED_MAX = 20

errors = Console(stderr=True)

ErasedList = Annotated[
    Path | None,
    typer.Option(help="The file erased-people of the board that was: who is in it stays erased."),
]


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it. It holds keys and personal data.")],
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Write all of the board into one file, while it runs: the log, the keys, the sounds."""
    from infrastructure.backup.making import make_backup
    from infrastructure.bounded_process import BACKGROUND_NICENESS

    settings = settings_of(database_url, data_dir)
    os.nice(BACKGROUND_NICENESS)
    begun = time.monotonic()
    with _said_plainly(), _bars() as on_progress:
        manifest = make_backup(settings, file, force=force, on_progress=on_progress)
    _tell_of_backup(manifest, file, time.monotonic() - begun)
    if not manifest.is_whole:
        raise typer.Exit(NOT_WHOLE)


def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    erased: ErasedList = None,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Make a board of a backup, in an empty data folder and an empty database of either kind."""
    from infrastructure.backup.erased_people import ErasedPeople
    from infrastructure.backup.restoring import Restoration
    from infrastructure.data_folder import DataFolder

    settings = settings_of(database_url, data_dir)
    begun = time.monotonic()
    with (
        _said_plainly(),
        _opened(file) as archive,
        DataFolder(settings.data_dir, is_for_restoring=True) as folder,
    ):
        kept = ErasedPeople.of(settings.data_dir)
        people = {*kept.all(), *(ErasedPeople(erased).given() if erased else ())}
        with _bars() as on_progress:
            Restoration(settings, folder, on_progress).restore(archive)
            kept.add(people)
            erasures = _finished(settings, sorted(people), folder, on_progress)
    _tell_of_restore(archive.manifest, time.monotonic() - begun)
    _tell_of_erasures(archive.manifest, erasures, is_list_given=bool(erased or people))
    if erasures.refused or not archive.manifest.is_whole:
        raise typer.Exit(NOT_WHOLE)


@contextmanager
def _opened(file: Path) -> "Iterator[Archive]":
    """Raises BackupError."""
    from api.cli.kinds_of_archive import is_library
    from infrastructure.backup.archive_reader import opened_archive
    from infrastructure.backup.errors import InvalidBackupError

    with ExitStack() as open_files:
        try:
            archive = open_files.enter_context(opened_archive(file))
        except InvalidBackupError:
            if not is_library(file):
                raise
            raise InvalidBackupError(
                f"{file} is a library, and no backup of a whole board: `soundboard import` takes it."
            ) from None
        yield archive


def _finished(
    settings: "Settings",
    people: "Sequence[UUID]",
    folder: "DataFolder",
    on_progress: Callable[[str, int, int], None],
) -> "Erasures":
    from infrastructure.backup.finishing import finish
    from infrastructure.composition import compose
    from infrastructure.logs import configure_logs

    silent = settings.model_copy(update={"audio_output": "null", "scan_watch": False})
    logs = configure_logs(settings.logs_dir, "ERROR")
    try:
        container = compose(silent)
        try:
            erasures = finish(container, people, on_progress)
        finally:
            container.close()
    finally:
        logs.stop()
    folder.mark_finished()
    return erasures


@contextmanager
def _said_plainly() -> Iterator[None]:
    """A disk that is full or away is no fault of the program."""
    from infrastructure.backup.errors import BackupError

    try:
        yield
    except OSError as error:
        raise BackupError(f"{error.filename or 'The disk'}: {error.strerror}") from None


@contextmanager
def _bars() -> Iterator[Callable[[str, int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=errors) as bars:

        def show(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what.capitalize(), total=of)
            bars.update(tasks[what], completed=done, total=max(of, done, 1))

        yield show


def _tell_of_backup(manifest: "Manifest", file: Path, seconds: float) -> None:
    rows = sum(each.rows for each in manifest.tables)
    _say(f"{file}: {decimal(file.stat().st_size)} in {seconds:.1f} s.")
    _say(f"{rows} rows of the log and {len(manifest.sounds)} files, as of position {manifest.position}.")
    head = manifest.head
    _say(
        "Nothing is sealed yet."
        if head is None
        else f"Head of the seals: segment {head.segment}, {head.hash}."
    )
    _say(f"Everything that was acknowledged before {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC is in it.")
    _say("It holds keys, hashes of passwords and personal data, and only you may read it. Keep it so.")
    _tell_what_is_lost(manifest)


def _tell_of_restore(manifest: "Manifest", seconds: float) -> None:
    _say(f"Restored in {seconds:.1f} s: the log up to position {manifest.position}, and its sounds.")
    _say(f"What was acknowledged after {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC may not be in it.")
    _say("Everybody signs in anew. Links and invitations from before are void; API tokens go on.")
    _tell_what_is_lost(manifest)
    _say("Look whether all is well: soundboard verify")


def _tell_of_erasures(manifest: "Manifest", erasures: "Erasures", *, is_list_given: bool) -> None:
    if not is_list_given:
        errors.print(
            f"No list of people who were erased was given (--erased). Whoever left after "
            f"{manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC is back: erase them again.",
            style="yellow",
            soft_wrap=True,
        )
        return
    _say(f"Erased again: {erasures.again}. Of the list, not in this backup: {erasures.not_there}.")
    for user_id, reason in erasures.refused:
        errors.print(f"{user_id} is back, and could not be erased: {reason}", style="red", markup=False)


def _tell_what_is_lost(manifest: "Manifest") -> None:
    lost = manifest.lost_originals
    for each in lost[:NAMED_MAX]:
        errors.print(
            f"Not in the backup: {each.path!r}. {each.reason}", style="red", markup=False, soft_wrap=True
        )
    if lost:
        errors.print(f"{len(lost)} originals that the board knows are not in the backup.", style="red")
    if again := len(manifest.lost) - len(lost):
        _say(f"Normalised files that are not in it: {again}. They can be made again.")


def _say(what: str) -> None:
    Console().print(what, highlight=False, markup=False, soft_wrap=True)
