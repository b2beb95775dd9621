"""Plays a second through everything: asked for, played to nothing, finished, paid, projected."""

import time
from collections import Counter

from sqlalchemy import func, select

from benchmarks import figures, rates
from benchmarks.board import OPENING_CREDITS, Board, new_board
from benchmarks.databases import Database
from benchmarks.figures import Figure
from benchmarks.jobs import Job, load
from benchmarks.machine import cpu_seconds
from benchmarks.progress import Say
from infrastructure.read_store.read_database import ReadDatabase
from projections.plays.tables import plays

SETTLED_SECONDS_MAX = 60.0
LOOK_SECONDS = 0.02


def measure(database: Database, seconds: float, say: Say) -> list[Figure]:
    say("the CRUD baseline")
    crud = rates.crud(database, seconds)
    say("an empty endpoint")
    empty = rates.empty(database, seconds)
    say("plays through the whole pipeline")
    with new_board(database) as board:
        with board.running() as running:
            cpu, begun = cpu_seconds(running.process_id), time.monotonic()
            outcome = load(Job(board.port, board.plays(), seconds, warm_up=0))
            lag = seconds_behind(board)
            _wait_until_settled(board)
            took = time.monotonic() - begun
            cpu = (cpu_seconds(running.process_id) - cpu) / took
        accepted = outcome.statuses[200]
        ended = _check(board, accepted)
    rate = accepted / took
    what = "plays through the whole pipeline"
    return [
        Figure(
            what,
            database.name,
            rate / crud.per_second,
            figures.TIMES_CRUD_PIPELINE,
            f"{rate:,.0f}/s over {took:.1f} s, until all were settled; accepted {outcome.per_second:,.0f}/s, "
            f"{outcome.told()}; server CPU {cpu:.0%}; {ended}; CRUD {crud.per_second:,.0f}/s",
        ),
        Figure(
            what,
            database.name,
            rate / empty.per_second,
            figures.OF_EMPTY_PIPELINE,
            f"empty {empty.per_second:,.0f}/s",
        ),
        Figure("lag of read models at the end", database.name, lag, figures.LAG),
    ]


def seconds_behind(board: Board) -> float:
    """How long the read models take to reach where the log is now."""
    begun = time.monotonic()
    models = board.ask("/health")["read_models"].values()
    head = max(each["position"] + each["lag_events"] for each in models)
    while min(each["position"] for each in board.ask("/health")["read_models"].values()) < head:
        time.sleep(LOOK_SECONDS)
    return time.monotonic() - begun


def _wait_until_settled(board: Board) -> None:
    deadline = time.monotonic() + SETTLED_SECONDS_MAX
    for member in board.members:
        while board.ask("/credits/balance", member.token)["reserved"]:
            assert time.monotonic() < deadline, "Plays were not settled in time."
            time.sleep(LOOK_SECONDS)


def _check(board: Board, accepted: int) -> str:
    """Every credit is accounted for: what was finished was paid for, what failed was given back."""
    reading = ReadDatabase(board.settings.read_database_url)
    counted = select(plays.c.state, func.count()).group_by(plays.c.state)
    states: Counter[str] = Counter(
        dict(map(tuple, reading.run(lambda connection: connection.execute(counted).all())))
    )
    reading.close()
    with board.running():
        balances = [board.ask("/credits/balance", member.token)["balance"] for member in board.members]
    assert states.total() == accepted, f"{accepted} plays were accepted, {states} are known."
    spent = OPENING_CREDITS * len(board.members) - sum(balances)
    assert spent == states["finished"], f"{spent} credits were spent on {states}."
    return ", ".join(f"{count} {state}" for state, count in states.items())
