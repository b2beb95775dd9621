"""At 500 plays a second with everything on: how long a request takes, and until a listener hears of it."""

from benchmarks import figures
from benchmarks.board import new_board
from benchmarks.databases import Database
from benchmarks.figures import Figure
from benchmarks.jobs import Job, load
from benchmarks.machine import cpu_seconds
from benchmarks.progress import Say

RATE = 500.0


def measure(database: Database, seconds: float, say: Say) -> list[Figure]:
    say(f"{RATE:.0f} plays a second with everything on")
    with new_board(database) as board, board.running() as running:
        job = Job(board.port, board.plays(), seconds, warm_up=2.0, rate=RATE, listener=board.members[0].token)
        cpu = cpu_seconds(running.process_id)
        outcome = load(job)
        cpu = (cpu_seconds(running.process_id) - cpu) / (job.warm_up + seconds)
    sent = f"sent {outcome.late_p99:.1f} ms late at p99"
    return [
        Figure(
            "at 500 plays/s: request, p99",
            database.name,
            outcome.p99,
            figures.REQUEST,
            f"{outcome.per_second:,.0f}/s, {outcome.told()}; {sent}; server CPU {cpu:.0%}",
        ),
        Figure(
            "at 500 plays/s: decision → WebSocket, p99",
            database.name,
            outcome.from_decision_p99,
            figures.TO_SOCKET,
            f"from the answer {outcome.from_answer_p99:.1f} ms; {outcome.heard:,} plays heard of",
        ),
    ]
