"""`soundboard normalize`: makes sounds equally loud, and shows how far it is."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from api.cli.options import DatabaseUrl, DataDir, settings_of

if TYPE_CHECKING:
    from typing import Any

    from api.cli.client import Doors

errors = Console(stderr=True)


def normalize(
    sound_type: Annotated[str, typer.Option("--type", help="SDB, TTS or EXT; without it all of them.")] = "",
    force: Annotated[bool, typer.Option(help="Also what is normalised already.")] = False,
    one_pass: Annotated[
        bool | None, typer.Option(help="One pass or two; without it as the settings say.")
    ] = None,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Make all sounds equally loud."""
    from api.cli.client import client

    wanted = {"force": str(force), **({} if one_pass is None else {"one_pass": str(one_pass)})}
    which = f"type/{sound_type}" if sound_type else "all"
    with client(settings_of(database_url, data_dir)) as ask, Progress(console=errors) as progress:
        batch_id = _running(ask) or _begin(ask, which, wanted)
        bar = progress.add_task("Normalising", total=None)
        for batch in ask.poll(f"/sounds/normalize/{batch_id}"):
            if batch["progress"]:
                progress.update(bar, completed=batch["progress"]["done"], total=batch["progress"]["of"])
            if batch["state"] != "running":
                break
        progress.update(bar, completed=1, total=1)
    if batch["state"] == "failed":
        errors.print(batch["reason"], style="red", markup=False)
        raise typer.Exit(1)
    _tell(batch)


def _running(ask: "Doors") -> str | None:
    """A batch that runs already is followed: there is only one at a time."""
    found: str | None = ask.get("/sounds/normalize/running")["batch_id"]
    return found


def _begin(ask: "Doors", which: str, wanted: dict[str, str]) -> str:
    query = "&".join(f"{name}={value}" for name, value in wanted.items())
    return str(ask.post(f"/sounds/normalize/{which}?{query}")["batch_id"])


def _tell(batch: "Any") -> None:
    table = Table("outcome", "file", "reason")
    for each in batch["details"]:
        table.add_row(each["outcome"], each["path"], each["reason"])
    if batch["details"]:
        Console().print(table)
    said = ", ".join(f"{number} {outcome}" for outcome, number in batch["counts"].items())
    Console().print(said, soft_wrap=True)
