"""One event to everybody who listens: from the press to the last of them."""

from benchmarks import figures
from benchmarks.board import new_board
from benchmarks.crowd import Gathering, gather
from benchmarks.databases import Database
from benchmarks.figures import Figure
from benchmarks.jobs import Target
from benchmarks.progress import Say

CROWDS = {2_000: "the bar", 5_000: "the aim"}
PRESSES = 5


def measure(database: Database, _: float, say: Say) -> list[Figure]:
    found = []
    for count, which in CROWDS.items():
        say(f"one event to {count:,} listeners")
        with new_board(database) as board, board.running("--no-playback"):
            tokens = [board.members[number % len(board.members)].token for number in range(count)]
            button = Target("POST", f"/api/v1/sounds/play/{board.sounds[0]}", tokens[0])
            heard = gather(Gathering(board.port, tokens, button, PRESSES, '"play.requested"'))
        found.append(
            Figure(
                f"one event to {count:,} WebSocket clients",
                database.name,
                max(heard.last),
                figures.FAN_OUT,
                f"{which}; the slowest of {PRESSES}, all: "
                + ", ".join(f"{each:.3f}" for each in heard.last)
                + f"; the first client {min(heard.first):.3f} s; they came in within {heard.gathering:.1f} s",
            )
        )
    return found
