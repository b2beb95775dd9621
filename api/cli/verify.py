"""`soundboard verify`: whether all is as it was recorded."""

import json
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
ReportFile = Annotated[Path | None, typer.Option(help="Write the report there, signed by the board.")]

STEPS = {
    "": "Verifying",
    "seals": "Checking seals",
    "ledgers": "Replaying ledgers",
    "snapshots": "Comparing snapshots",
    "read models": "Rebuilding read models",
}

errors = Console(stderr=True)


def verify(
    against: Against = None,
    export_head: ExportHead = None,
    report: ReportFile = None,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Check the log's seals, replay all ledgers, rebuild all read models on the side, and compare."""
    from api.cli.client import client

    question = {} if against is None else {"against": _read_head(against)}
    with client(settings_of(database_url, data_dir)) as ask:
        run = _ask_with_a_bar(ask, question)
    found = run["report"]["findings"]
    if report is not None:
        report.write_text(run["signed"] + "\n", encoding="utf-8")
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
    """Raises RefusedError."""
    from api.cli.client import RefusedError

    run = ask.post("/admin/verify", question)
    with Progress(console=errors) as progress:
        bar = progress.add_task("Verifying", total=None)
        for run in ask.poll("/admin/verify"):
            if run["state"] != "running":
                break
            step, total = STEPS[run["step"]], run["of"] or None
            progress.update(bar, description=step, completed=run["done"], total=total)
    if run["state"] == "failed":
        raise RefusedError("It could not be verified. logs/app.log says why.")
    return run


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


def check_report(
    file: Annotated[Path, typer.Argument(help="What `verify --report` wrote.", exists=True)],
    data_dir: DataDir = None,
) -> None:
    """Whether a report is as this board signed it; if so, print it."""
    from infrastructure.identity.secret_files import load_secrets
    from infrastructure.verifying.signed_reports import InvalidReportError, ReportSigner

    signer = ReportSigner(load_secrets(settings_of(None, data_dir).secrets_dir).report_key)
    try:
        opened = signer.opened(file.read_text(encoding="utf-8").strip())
    except (InvalidReportError, OSError, ValueError) as error:
        errors.print(f"{file} is no report of this board: {error}", style="red", markup=False)
        raise typer.Exit(1) from None
    Console().print_json(data=opened)
