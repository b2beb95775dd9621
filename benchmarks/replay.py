"""A ledger of ten thousand entries as it was at any moment, from its first event, over HTTP."""

import time
from dataclasses import replace
from random import Random
from uuid import UUID

import httpx

from benchmarks import figures, history
from benchmarks.board import Board, new_board, opened
from benchmarks.databases import Database
from benchmarks.figures import Figure, percentile
from benchmarks.progress import Say

ENTRIES = 10_000
ENTRIES_A_PLAY = 2
ASKED = 200
WARM_UP = 10


def measure(database: Database, _: float, say: Say) -> list[Figure]:
    with new_board(database) as board:
        say(f"recording a ledger of {ENTRIES:,} entries")
        one = replace(board, members=board.members[:1])
        with opened(board) as container:
            sounds = [UUID(each) for each in board.sounds]
            history.record(history.plays(ENTRIES // ENTRIES_A_PLAY, one, sounds), container.log)
            container.sealer.seal_all()
        with board.running():
            board.wait_until_level(seconds_max=60)
            say(f"asking for {ASKED} of its moments")
            milliseconds = _asked(board)[WARM_UP:]
    return [
        Figure(
            f"replay of a ledger of {ENTRIES:,} entries at any moment, p95",
            database.name,
            percentile(milliseconds, 95),
            figures.REPLAY,
            f"p50 {percentile(milliseconds, 50):.1f} ms, the slowest {max(milliseconds):.1f} ms",
        )
    ]


def _asked(board: Board) -> list[float]:
    random = Random(1)  # noqa: S311 - no secret, but the same every time
    headers = {"Authorization": f"Bearer {board.members[0].token}"}
    milliseconds = []
    with httpx.Client(base_url=board.url, headers=headers, trust_env=False, timeout=30) as http:
        for _ in range(WARM_UP + ASKED):
            query = {"version": random.randint(ENTRIES // 2, ENTRIES), "step": 20}
            begun = time.perf_counter()
            http.get("/credits/replay", params=query).raise_for_status()
            milliseconds.append(1000 * (time.perf_counter() - begun))
    return milliseconds
