"""What the dashboard asks, at ten thousand and at a million plays, at the HTTP door of an idle server.

The read models are filled by their own projectors, from events made in memory, in pages of 10,000.
"""

import time
from uuid import UUID, uuid4

from sqlalchemy import update

from benchmarks import figures, history
from benchmarks.board import Board, new_board
from benchmarks.databases import Database
from benchmarks.figures import Figure
from benchmarks.jobs import Job, Target, load
from benchmarks.progress import Say
from infrastructure.composition import compose
from infrastructure.databases import WritingDatabase
from infrastructure.read_store.schema import SCHEMA, generations, tables_of
from projections.read_models import read_models
from projections.writes import Writes

FEW, MANY = 10_000, 1_000_000
SOUNDS = 500
PAGE_EVENTS = 10_000
SECONDS_A_QUESTION = 1.0

PERIODS = ("today", "1_day", "1_week", "1_month", "1_year", "all_time")
QUESTIONS = {
    **{f"top sounds, {period}": f"/dashboard/top-sounds?period={period}" for period in PERIODS},
    "top sounds of a type, 1_year": "/dashboard/top-sounds?period=1_year&sound_type=SDB",
    "plays": "/plays",
    "my plays": "/plays?mine=true",
    "transactions": "/credits/transactions",
    "transactions of an action": "/credits/transactions?action=credit_addition",
    "balance": "/credits/balance",
    "sounds": "/sounds/",
}


def measure(database: Database, _: float, say: Say) -> list[Figure]:
    few, _took = _ask_all(database, FEW, say)
    many, took = _ask_all(database, MANY, say)
    slowest = max(many, key=lambda each: many[each])
    growth = {each: many[each] / few[each] for each in QUESTIONS}
    grown = max(growth, key=lambda each: growth[each])
    return [
        Figure(
            f"dashboard queries at {MANY:,} plays, p95",
            database.name,
            many[slowest],
            figures.DASHBOARD,
            f"the slowest: {slowest}; projected in {took:.0f} s; "
            + ", ".join(f"{name} {many[name]:.1f}" for name in QUESTIONS),
        ),
        Figure(
            "their growth from 10,000 plays",
            database.name,
            growth[grown],
            figures.DASHBOARD_GROWTH,
            f"the most: {grown}; " + ", ".join(f"{name} {growth[name]:.2f}" for name in QUESTIONS),
        ),
    ]


def _ask_all(database: Database, count: int, say: Say) -> tuple[dict[str, float], float]:
    """Milliseconds by question, and the seconds it took to fill the read models."""
    with new_board(database) as board:
        say(f"projecting {count:,} plays")
        took = _fill(board, count)
        with board.running():
            found = {}
            for name, path in QUESTIONS.items():
                say(f"{name} at {count:,} plays")
                target = Target("GET", f"/api/v1{path}", board.members[0].token)
                outcome = load(Job(board.port, [[target]], SECONDS_A_QUESTION, warm_up=0.3))
                assert outcome.statuses.keys() == {200}, f"{name}: {outcome.statuses}"
                found[name] = outcome.p95
        return found, took


def _fill(board: Board, count: int) -> float:
    """Leaves the log as it is: its next events are those that the read models have seen already."""
    container = compose(board.settings)
    sounds = [*map(UUID, board.sounds), *(uuid4() for _ in range(SOUNDS - len(board.sounds)))]
    known = container.follower.generations()
    projectors = {each.name: each for each in read_models(container.personal_data.unseal)}
    position = max(each.head for each in known)
    begun = time.monotonic()
    database = WritingDatabase(board.settings.read_database_url, SCHEMA, durability="NORMAL")
    models = [(each, projectors[each.model]) for each in known if each.role == "live"]
    for page in history.in_pages(history.plays(count, board, sounds), position, PAGE_EVENTS):
        with database.transaction() as connection:
            for generation, projector in models:
                wanted = [each for each in page if each.event.TOPIC in projector.topics]
                if wanted:
                    writes = Writes(connection.dialect)
                    projector.project(writes, tables_of(projector, generation.number), wanted)
                    writes.carry_out(connection)
            connection.execute(update(generations).values(position=page[-1].position))
    database.close()
    container.queries.close()
    container.follower.close()
    container.log.close()
    container.ownership.close()
    return time.monotonic() - begun
