"""Rebuilding all read models, compared with no more than reading and decoding the log."""

import time
from collections.abc import Callable
from uuid import UUID

from benchmarks import figures, history
from benchmarks.board import new_board, opened
from benchmarks.databases import Database
from benchmarks.figures import Figure
from benchmarks.progress import Say
from infrastructure.container import Container
from infrastructure.read_store.status import GenerationStatus

EVENTS = 200_000
WAIT_SECONDS_MAX = 600.0


def measure(database: Database, _: float, say: Say) -> list[Figure]:
    with new_board(database) as board, opened(board) as container:
        say(f"recording {EVENTS:,} events")
        sounds = [UUID(each) for each in board.sounds]
        history.record(history.plays(EVENTS // history.EVENTS_A_PLAY, board, sounds), container.log)
        say("reading and decoding the log")
        reading = read_and_decode(container, EVENTS)
        container.follower.start()
        say("catching up")
        catching_up = _until(container, lambda each: each.lag_events == 0)
        say("rebuilding all read models")
        for model in {each.model for each in container.follower.generations()}:
            container.follower.rebuild(model)
        filling = _until(container, lambda each: each.lag_events == 0 or each.role == "previous")
        comparing = _until(container, lambda each: each.role != "building")
    return [
        Figure(
            "rebuild of all read models",
            database.name,
            reading / filling,
            figures.REBUILD,
            f"read and decoded {EVENTS / reading:,.0f}/s; rebuilt {EVENTS / filling:,.0f}/s; "
            f"caught up from nothing {EVENTS / catching_up:,.0f}/s; then compared in {comparing:.1f} s",
        )
    ]


def read_and_decode(container: Container, least: int) -> float:
    begun = time.monotonic()
    position, count = 0, 0
    while len(page := container.log_pages.after(position)):
        count += len(page.all())
        position = page.end
    assert count >= least
    return time.monotonic() - begun


def _until(container: Container, is_done: Callable[[GenerationStatus], bool]) -> float:
    begun = time.monotonic()
    while not all(map(is_done, found := container.follower.generations())):
        assert not any(each.error for each in found), [each.error for each in found]
        assert time.monotonic() - begun < WAIT_SECONDS_MAX, "It was not done in time."
        time.sleep(0.05)
    return time.monotonic() - begun
