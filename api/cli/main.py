"""The command line: `soundboard serve`, and what a host does without a browser."""

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from api.cli import backup, library_archive, normalize, scan, users, verify
from api.cli.options import DatabaseUrl, DataDir, settings_of
from infrastructure.settings import SettingsError, load_settings

app = typer.Typer(
    no_args_is_help=True,
    help="A shared soundboard for the room.",
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
app.add_typer(users.user, name="user")
app.command("scan")(scan.scan)
app.command("normalize")(normalize.normalize)
app.command("export")(library_archive.export)
app.command("import")(library_archive.import_)
app.command("verify")(verify.verify)
app.command("check-report")(verify.check_report)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)

errors = Console(stderr=True)


def main() -> None:
    from sqlalchemy.exc import OperationalError

    from api.cli.client import RefusedError
    from infrastructure.backup.errors import BackupError
    from infrastructure.data_folder import DataFolderInUseError, UnfinishedRestoreError
    from infrastructure.log_store.durability import UnsafeStoreError
    from infrastructure.log_store.ownership import DatabaseInUseError
    from infrastructure.new_file import FileInTheWayError

    try:
        app()
    except (
        SettingsError,
        DataFolderInUseError,
        UnfinishedRestoreError,
        DatabaseInUseError,
        RefusedError,
        UnsafeStoreError,
        BackupError,
        FileInTheWayError,
    ) as error:
        errors.print(str(error), style="red", markup=False)
        sys.exit(1)
    except OperationalError as error:
        errors.print(f"The database cannot be opened: {error.orig}", style="red", markup=False)
        sys.exit(1)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Open the soundboard, until Ctrl-C."""
    from api.server import serve as run

    run(load_settings(host=host, port=port, database_url=database_url, data_dir=data_dir))


@app.command()
def rebuild(name: str, database_url: DatabaseUrl = None, data_dir: DataDir = None) -> None:
    """Build a read model anew beside the one in use, compare, and switch."""
    from api.cli.client import client

    with client(settings_of(database_url, data_dir)) as ask, Progress(console=errors) as progress:
        number = ask.post(f"/admin/projections/{name}/rebuild")["number"]
        bar = progress.add_task(f"Building {name}", total=None)
        for generations in ask.poll("/admin/projections"):
            [ours] = [each for each in generations if each["model"] == name and each["number"] == number]
            progress.update(bar, completed=ours["position"], total=max(ours["head"], 1))
            if ours["state"] != "building":
                break
    if ours["state"] != "live":
        errors.print(f"[red]{name} generation {number} is {ours['state']}: {ours['error']}[/red]")
        raise typer.Exit(1)
    compared = ours["rows_compared"]
    said = (
        "there was nothing to compare it with"
        if compared is None
        else (f"{compared} rows compared, {ours['rows_differing']} differed")
    )
    Console().print(f"{name}: generation {number} is read now; {said}.")


@app.command()
def version() -> None:
    """Print the version."""
    from infrastructure.version import VERSION

    Console().print(VERSION, highlight=False)


if __name__ == "__main__":
    main()
