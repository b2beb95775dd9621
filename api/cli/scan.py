"""`soundboard scan`: compares the folders with the board, and says what it found."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from api.cli.options import DatabaseUrl, DataDir, settings_of

if TYPE_CHECKING:
    from api.cli.client import Doors

WIDTH_OF_A_FILE = 400

errors = Console(stderr=True)


def scan(
    deep: Annotated[
        bool, typer.Option("--deep", help="Look also into files whose size and time are what they were.")
    ] = False,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Look for new, changed, moved and missing files in the sounds folder. Ctrl-C cancels it."""
    from api.cli.client import client

    with client(settings_of(database_url, data_dir)) as ask:
        scan_id = _running_scan(ask) or ask.post(f"/sounds/scan?deep={deep}")["scan_id"]
        try:
            found = _followed(ask, scan_id)
        except KeyboardInterrupt:
            found = ask.post(f"/sounds/scans/{scan_id}/cancel")
    if found["state"] == "cancelled":
        errors.print("Cancelled. What it did until then stays.")
        raise typer.Exit(1)
    if found["state"] == "failed":
        errors.print(found["reason"], style="red", markup=False)
        raise typer.Exit(1)
    _tell(found)


def _running_scan(ask: "Doors") -> str | None:
    """A scan that runs already is followed: there is only one at a time."""
    latest = ask.get("/sounds/scans?limit=1")["items"]
    return str(latest[0]["scan_id"]) if latest and latest[0]["state"] == "running" else None


def _followed(ask: "Doors", scan_id: str) -> Any:
    """Until it is over, with a bar."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors) as bars:
        bar = bars.add_task("Scanning", total=None)
        for found in ask.poll(f"/sounds/scans/{scan_id}"):
            if found["state"] != "running":
                break
            if far := found["progress"]:
                said = f"{far['seen']:,} files seen, {far['hashed']:,} hashed, {far['added']:,} added"
                bars.update(bar, description=said, completed=far["done"], total=far["of"] or None)
        files = sum(found["counts"].values()) or 1
        bars.update(bar, completed=files, total=files)
    return found


def _tell(found: Any) -> None:
    console = Console()
    if found["details"]:
        table = Table(*(Column(each, overflow="fold") for each in ("outcome", "file", "reason")))
        for each in found["details"]:
            table.add_row(*(_written(each[name]) for name in ("outcome", "path", "reason")))
        console.print(table, width=None if console.is_terminal else WIDTH_OF_A_FILE)
    console.print(", ".join(f"{number} {outcome}" for outcome, number in found["counts"].items()))


def _written(text: str) -> str:
    """A name may hold what would move the cursor, turn the line around, or paint it."""
    return escape("".join(each if each.isprintable() else "�" for each in text))
