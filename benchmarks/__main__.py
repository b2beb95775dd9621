"""`python -m benchmarks [names…] [--seconds N] [--files N] [--database sqlite|postgresql|both]`."""

import signal
import sys
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

from benchmarks import (
    button,
    dashboard,
    fan_out,
    finding,
    loudness,
    pipeline,
    plays_accepted,
    rebuild,
    recharge_sweep,
    replay,
    scan,
    start,
    steady_load,
    verify_chain,
)
from benchmarks.databases import Database, databases
from benchmarks.figures import Figure, table_of
from benchmarks.machine import allow_many_files
from benchmarks.progress import Say

Measure = Callable[[Database, float, Say], list[Figure]]

BENCHMARKS: dict[str, Measure] = {
    "plays-accepted": plays_accepted.measure,
    "pipeline": pipeline.measure,
    "steady-load": steady_load.measure,
    "rebuild": rebuild.measure,
    "verify-chain": verify_chain.measure,
    "recharge-sweep": recharge_sweep.measure,
    "replay": replay.measure,
    "dashboard": dashboard.measure,
    "scan": scan.measure,
    "finding": finding.measure,
    "fan-out": fan_out.measure,
    "start": start.measure,
    "button": button.measure,
    "loudness": loudness.measure,
}


class Wanted(StrEnum):
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    BOTH = "both"


def main(
    names: Annotated[list[str] | None, typer.Argument(help=", ".join(BENCHMARKS))] = None,
    seconds: Annotated[float, typer.Option(help="How long each load goes on; the table says 60.")] = 10.0,
    files: Annotated[int, typer.Option(help="How many files are scanned.")] = scan.FILES,
    database: Annotated[Wanted, typer.Option(help="Which databases.")] = Wanted.BOTH,
) -> None:
    """Measure, and print the ratios beside what they should be. Nothing leaves this machine."""
    if unknown := set(names or ()) - BENCHMARKS.keys():
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: known are {', '.join(BENCHMARKS)}")
    console = Console()
    benchmarks: dict[str, Measure] = {**BENCHMARKS, "scan": partial(scan.measure, files=files)}
    allow_many_files()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers and folders go with us
    found: list[Figure] = []
    with console.status("…") as status, databases(database) as places:
        for name in names or BENCHMARKS:
            for place in places:
                try:
                    figures = benchmarks[name](place, seconds, partial(_say, status, place.name))
                except Exception:  # noqa: BLE001 - the others are measured all the same
                    console.print_exception(max_frames=4)
                    continue
                found += figures
                for each in figures:
                    console.print(f"[bold]{each.what}[/bold], {each.database}: {each.told}")
    console.print(table_of(found))


def _say(status: Status, place: str, words: str) -> None:
    status.update(f"{place}: {words}")


if __name__ == "__main__":
    typer.run(main)
