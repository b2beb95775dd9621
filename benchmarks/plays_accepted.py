"""Plays accepted a second, with the follower on and nobody who plays."""

from benchmarks import figures, rates
from benchmarks.board import new_board
from benchmarks.databases import Database
from benchmarks.figures import Figure
from benchmarks.jobs import Job, load
from benchmarks.machine import cpu_seconds
from benchmarks.progress import Say


def measure(database: Database, seconds: float, say: Say) -> list[Figure]:
    say("the CRUD baseline")
    crud = rates.crud(database, seconds)
    say("an empty endpoint")
    empty = rates.empty(database, seconds)
    say("plays accepted")
    with new_board(database) as board, board.running("--no-playback") as running:
        cpu = cpu_seconds(running.process_id)
        job = Job(board.port, board.plays(), seconds)
        ours = load(job)
        cpu = (cpu_seconds(running.process_id) - cpu) / (job.warm_up + seconds)
    what = "plays accepted"
    return [
        Figure(
            what,
            database.name,
            ours.per_second / crud.per_second,
            figures.TIMES_CRUD_ACCEPTED,
            f"{ours.per_second:,.0f}/s, {ours.told()}; server CPU {cpu:.0%}; "
            f"CRUD {crud.per_second:,.0f}/s ({crud.told()})",
        ),
        Figure(
            what,
            database.name,
            ours.per_second / empty.per_second,
            figures.OF_EMPTY_ACCEPTED,
            f"empty {empty.per_second:,.0f}/s ({empty.told()})",
        ),
    ]
