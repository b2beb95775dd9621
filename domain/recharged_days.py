"""The days that a ledger was recharged for, in whichever order a clock had them."""

from collections.abc import Iterable, Sequence
from datetime import date

RUNS_MAX = 8
"""Runs of days that are told apart. A clock that jumps leaves one more: then the two nearest become one."""

Runs = tuple[tuple[int, int], ...]
"""The first and the last day of each, as ordinals, the oldest first: all between count as recharged for."""


def is_among(runs: Runs, day: date) -> bool:
    return any(first <= day.toordinal() <= last for first, last in runs)


def with_day(runs: Runs, day: date) -> Runs:
    number = day.toordinal()
    joined: list[tuple[int, int]] = []
    for first, last in sorted([*runs, (number, number)]):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    if len(joined) > RUNS_MAX:
        nearest = min(range(RUNS_MAX), key=lambda at: joined[at + 1][0] - joined[at][1])
        joined[nearest : nearest + 2] = [(joined[nearest][0], joined[nearest + 1][1])]
    return tuple(joined)


def restored(told: Iterable[Sequence[int]] | None, *, until: date) -> Runs:
    """Of snapshots that did not tell, all days up to the last one are over."""
    if told is not None:
        return tuple((first, last) for first, last in told)
    return () if until == date.min else ((date.min.toordinal(), until.toordinal()),)
