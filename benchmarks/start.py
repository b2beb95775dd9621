"""How long a server takes to answer when a million events are in its store, and its read models are level."""

import time
from uuid import UUID

from benchmarks import figures, history
from benchmarks.board import new_board
from benchmarks.databases import Database
from benchmarks.figures import Figure
from benchmarks.pipeline import seconds_behind
from benchmarks.progress import Say
from infrastructure.composition import compose

EVENTS = 1_000_000
STARTS = 3


def measure(database: Database, _: float, say: Say) -> list[Figure]:
    with new_board(database) as board:
        say(f"recording {EVENTS:,} events")
        container = compose(board.settings)
        sounds = [UUID(each) for each in board.sounds]
        recorded = history.record(
            history.plays(EVENTS // history.EVENTS_A_PLAY, board, sounds), container.log
        )
        container.queries.close()
        container.follower.close()
        container.log.close()
        container.ownership.close()
        say("the first start, and catching up")
        begun = time.monotonic()
        with board.running() as running:
            behind = running.seconds_to_start
            seconds_behind(board)
            caught_up = time.monotonic() - begun
        say("starting again")
        starts = []
        for _number in range(STARTS):
            with board.running() as running:
                starts.append(running.seconds_to_start)
    return [
        Figure(
            f"start with {EVENTS:,} events",
            database.name,
            max(starts),
            figures.START,
            f"the slowest of {', '.join(f'{each:.2f}' for each in starts)} s; with read models a million "
            f"events behind {behind:.2f} s, level after {caught_up:.0f} s; recorded in {recorded:.0f} s",
        )
    ]
