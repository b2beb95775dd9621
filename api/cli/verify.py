"""`soundboard verify`: whether all is as it was recorded."""

import json
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from api.cli.options import DatabaseUrl, DataDir, settings_of

if TYPE_CHECKING:
    from api.cli.client import Doors

Against = Annotated[
    Path | None, typer.Option(help="A head that was exported before: does the log still have that past?")
]
ExportHead = Annotated[
    Path | None, typer.Option(help="Write the head of the log there, if all is well. Keep it elsewhere.")
]

errors = Console(stderr=True)


def verify(
    against: Against = None,
    export_head: ExportHead = None,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Check the log's seals, replay all ledgers, rebuild all read models on the side, and compare."""
    from api.cli.client import client

    question = {} if against is None else {"against": _read_head(against)}
    with client(settings_of(database_url, data_dir)) as ask:
        found = _ask_with_a_bar(ask, question)
    for fault in found["faults"]:
        line = f"{fault['what']} {fault['where']}: {fault['detail']}"
        errors.print(line, style="red", markup=False, soft_wrap=True)
    _tell(found)
    if found["faults"]:
        raise typer.Exit(1)
    if export_head is not None:
        export_head.write_text(json.dumps(found["log"]["head"], indent=2) + "\n", encoding="utf-8")


def _read_head(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"{file} is no exported head: {error}") from None


def _ask_with_a_bar(ask: "Doors", question: object) -> Any:
    with Progress(console=errors) as progress, ThreadPoolExecutor(1) as thread:
        bar = progress.add_task("Replaying", total=None)
        answer = thread.submit(ask.post, "/admin/verify", question)
        for seen in ask.poll("/admin/verify"):
            if answer.done():
                break
            _show(progress, bar, seen)
        return _answered(answer, progress, bar)


def _show(progress: Progress, bar: Any, seen: Any) -> None:
    if seen is None:
        progress.update(bar, description="Replaying", total=None)
    else:
        progress.update(bar, description="Checking seals", completed=seen["segments"], total=seen["of"])


def _answered(answer: Future[Any], progress: Progress, bar: Any) -> Any:
    found = answer.result()
    progress.update(bar, completed=1, total=1)
    return found


def _tell(found: Any) -> None:
    log = found["log"]
    Console().print(
        f"{log['events']} sealed events in {log['segments']} segments, {found['ledgers']} ledgers and "
        f"{found['read_models']} read models: {len(found['faults'])} faults.",
        soft_wrap=True,
    )
    Console().print(
        f"Unsealed: what came after position {log['head']['position']}, {log['unsealed_events']} events.",
        soft_wrap=True,
    )
