"""What was measured, beside what it should be."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True)
class Goal:
    """The bar must be held, the aim is where we want to be. Of some figures less is better, of some more."""

    bar: float
    aim: float
    unit: str
    is_most: bool = False

    def met(self, value: float, wanted: float) -> bool:
        return value <= wanted if self.is_most else value >= wanted

    def shown(self, wanted: float) -> str:
        return f"{'≤' if self.is_most else '≥'} {wanted:g} {self.unit}"


TIMES_CRUD_ACCEPTED = Goal(6, 10, "x CRUD")
OF_EMPTY_ACCEPTED = Goal(0.45, 0.6, "of empty")
TIMES_CRUD_PIPELINE = Goal(4, 7, "x CRUD")
OF_EMPTY_PIPELINE = Goal(0.25, 0.4, "of empty")
LAG = Goal(1, 0.2, "s", is_most=True)
REQUEST = Goal(15, 8, "ms", is_most=True)
TO_SOCKET = Goal(30, 15, "ms", is_most=True)
REBUILD = Goal(0.2, 0.5, "of reading")
VERIFY_CHAIN = Goal(0.3, 1, "of reading")
DASHBOARD = Goal(10, 5, "ms", is_most=True)
DASHBOARD_GROWTH = Goal(1.5, 1.5, "x at 10,000", is_most=True)
FAN_OUT = Goal(1, 1, "s", is_most=True)
BUTTON = Goal(80, 80, "ms", is_most=True)
REPLAY = Goal(50, 20, "ms", is_most=True)
WHILE_RECHARGING = Goal(2, 1.2, "x idle", is_most=True)
SCAN = Goal(1.5, 1.2, "x sha256sum and ffprobe", is_most=True)
SCAN_AGAIN = Goal(20, 50, "x as fast")
NORMALIZE = Goal(1, 0.6, "x ffmpeg-normalize", is_most=True)
OFF_TARGET = Goal(0, 0, "clips", is_most=True)
FINDING = Goal(50, 25, "ms", is_most=True)
PRESS_GROWTH = Goal(1.2, 1.1, "x at 100 sounds", is_most=True)
START = Goal(3, 2, "s", is_most=True)


@dataclass(frozen=True)
class Figure:
    what: str
    database: str
    value: float
    goal: Goal | None
    """None for what is told for orientation only."""
    remark: str = ""

    @property
    def told(self) -> str:
        unit = self.goal.unit if self.goal else ""
        return f"{self.value:,.3g} {unit} ({self.remark})" if self.remark else f"{self.value:,.3g} {unit}"


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed; not a number where there is none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def table_of(figures: Sequence[Figure]) -> Table:
    table = Table("what", "database", "measured", "bar", "", "aim", "", title="Numbers to hold")
    for each in figures:
        goal = each.goal
        if goal is None:
            table.add_row(each.what, each.database, f"{each.value:,.4g}", "", "", "", "")
            continue
        table.add_row(
            each.what,
            each.database,
            f"{each.value:,.3g} {goal.unit}",
            goal.shown(goal.bar),
            _mark(goal.met(each.value, goal.bar)),
            goal.shown(goal.aim),
            _mark(goal.met(each.value, goal.aim)),
        )
    return table


def _mark(is_met: bool) -> str:
    return "[green]✓[/green]" if is_met else "[red]✗[/red]"
