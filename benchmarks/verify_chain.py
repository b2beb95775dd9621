"""Verifying the log's seals, compared with no more than reading and decoding the log."""

import time
from uuid import UUID

from benchmarks import figures, history
from benchmarks.board import new_board, opened
from benchmarks.databases import Database
from benchmarks.figures import Figure
from benchmarks.progress import Say
from benchmarks.rebuild import read_and_decode
from infrastructure.verifying.faults import Faults

EVENTS = 1_000_000


def measure(database: Database, _: float, say: Say) -> list[Figure]:
    with new_board(database) as board, opened(board) as container:
        say(f"recording {EVENTS:,} events")
        sounds = [UUID(each) for each in board.sounds]
        history.record(history.plays(EVENTS // history.EVENTS_A_PLAY, board, sounds), container.log)
        say("reading and decoding the log")
        reading = read_and_decode(container, EVENTS)
        say("sealing it")
        begun = time.monotonic()
        container.sealer.seal_all()
        sealing = time.monotonic() - begun
        say("verifying the seals")
        faults, begun = Faults(), time.monotonic()
        sealed = container.chain.verify(faults)
        verifying = time.monotonic() - begun
        assert sealed.events >= EVENTS
        assert not faults.told()
    return [
        Figure(
            f"verifying {EVENTS:,} events",
            database.name,
            reading / verifying,
            figures.VERIFY_CHAIN,
            f"verified {EVENTS / verifying:,.0f}/s; sealed {EVENTS / sealing:,.0f}/s in {sealed.segments:,} "
            f"segments; read and decoded {EVENTS / reading:,.0f}/s",
        )
    ]
