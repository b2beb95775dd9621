"""What a large library asks: lists, searches and pages at 100,000 sounds, and a press beside a press at 100.

Sounds are recorded in the log, in large commits, and reach the read models through the follower.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import psycopg

from benchmarks import catalogue, figures, history
from benchmarks.board import Board, new_board, opened
from benchmarks.databases import Database
from benchmarks.figures import Figure
from benchmarks.jobs import Job, Target, load
from benchmarks.progress import Say
from domain.sound import Sound

FEW, MANY = 100, 100_000
PRESSED = 90
"""Sounds that are pressed in turn: as many as are not in the trash of the few."""

SECONDS_A_QUESTION = 1.0
SECONDS_OF_PRESSING = 4.0
ROUNDS = 3
LEVEL_SECONDS_MAX = 1_800.0
KIB = 1_024

SORTS = ("name", "newest", "most_played", "recently_played", "length")
PLAIN = {sort: {"sort": sort} for sort in SORTS}
ASKED: dict[str, dict[str, str]] = {
    **PLAIN,
    "names, backwards": {"sort": "name", "order": "desc"},
    "one type": {"types": "TTS", "sort": "name"},
    "missing": {"missing": "true", "sort": "length"},
    "trash": {"trashed": "true"},
    "favourites": {"favourites": "true", "sort": "name"},
    "a tag": {"tags": "tag 7", "sort": "most_played"},
    "a word of one": {"q": "77777", "sort": "name"},
    "a word of none": {"q": "xylophone"},
    "a word of many": {"q": "horn", "sort": "name"},
    "a word of all": {"q": "sound", "sort": "length"},
    "a letter": {"q": "s", "sort": "name"},
    "a letter, newest": {"q": "s"},
    "two words and a type": {"q": "horn cat", "types": "SDB", "sort": "recently_played"},
}

OF_ALL = ("/sounds/tags", "/dashboard/soundboard-statistics")


@dataclass
class Measured:
    milliseconds: dict[str, float]
    of_all: dict[str, float]
    start: float
    memory_mib: float
    level: float


def measure(database: Database, _: float, say: Say) -> list[Figure]:
    with new_board(database) as few_board, new_board(database) as board:
        few_sounds = _record(few_board, FEW)
        say(f"recording {MANY:,} sounds")
        begun = time.monotonic()
        sounds = _record(board, MANY)
        recorded = time.monotonic() - begun
        found = _measure(board, sounds, say)
        presses = [_press_both(few_board, few_sounds, board, sounds, say) for _ in range(ROUNDS)]
    slowest = max(found.milliseconds, key=lambda each: found.milliseconds[each])
    sums = ", ".join(f"{name} {value:.1f}" for name, value in found.of_all.items())
    growth = sorted(many / few for few, many in presses)[ROUNDS // 2]
    told = ", ".join(f"{name} {value:.1f}" for name, value in found.milliseconds.items())
    return [
        Figure(
            f"lists of {MANY:,} sounds, p95",
            database.name,
            found.milliseconds[slowest],
            figures.FINDING,
            f"the slowest: {slowest}; {told}",
        ),
        Figure(
            f"sums over {MANY:,} sounds, p95",
            database.name,
            max(found.of_all.values()),
            figures.FINDING,
            sums,
        ),
        Figure(
            f"a press at {MANY:,} sounds",
            database.name,
            growth,
            figures.PRESS_GROWTH,
            "p50 in ms at 100 and there: " + "; ".join(f"{few:.2f}, {many:.2f}" for few, many in presses),
        ),
        Figure(
            f"start with {MANY:,} sounds",
            database.name,
            found.start,
            figures.START,
            f"{found.memory_mib:.0f} MiB of memory after all lists; recorded in {recorded:.0f} s, "
            f"level {found.level:.0f} s after the first start",
        ),
    ]


def _record(board: Board, count: int) -> Sequence[UUID]:
    """Those that are not in the trash."""
    owner_id = UUID(board.members[0].user_id)
    events = list(catalogue.sounds(count, owner_id))
    trashed = {each.originator_id for each in events if isinstance(each, Sound.Trashed)}
    ids = [each.originator_id for each in events if isinstance(each, Sound.Registered)]
    kept = [each for each in ids if each not in trashed]
    with opened(board) as container:
        history.record(iter(events), container.log)
        history.record(catalogue.favourites(kept, owner_id), container.log)
    return kept


def _measure(board: Board, sounds: Sequence[UUID], say: Say) -> Measured:
    say("the first start, and catching up")
    begun = time.monotonic()
    with board.running():
        board.wait_until_level(LEVEL_SECONDS_MAX)
        level = time.monotonic() - begun
    _look_at_tables(board)
    with board.running("--no-playback") as running:
        load(Job(board.port, [_presses(board, sounds[:: len(sounds) // PRESSED])], SECONDS_A_QUESTION))
        found = {}
        for name, query in {**ASKED, **_pages(board)}.items():
            say(name)
            found[name] = _p95(board, f"/sounds/?{urlencode(query)}")
        of_all = {path: _p95(board, path) for path in OF_ALL}
        return Measured(found, of_all, running.seconds_to_start, _memory_mib(running.process_id), level)


def _pages(board: Board) -> dict[str, dict[str, str]]:
    """By offset, as who counts goes there, and the page after that by its cursor, as who scrolls does."""
    pages: dict[str, dict[str, str]] = {}
    last = MANY * 99 // 100 - 100
    for sort, query in PLAIN.items():
        for place, offset in (("middle", last // 2), ("last", last)):
            counted = {**query, "offset": str(offset)}
            pages[f"{sort}, {place}"] = counted
            cursor = board.ask(f"/sounds/?{urlencode(counted)}")["next"]
            pages[f"{sort}, after {place}"] = {**query, "cursor": cursor}
    return pages


def _p95(board: Board, path: str) -> float:
    target = Target("GET", f"/api/v1{path}", board.members[0].token)
    outcome = load(Job(board.port, [[target]], SECONDS_A_QUESTION, warm_up=0.3))
    assert outcome.statuses.keys() == {200}, f"{path}: {outcome.statuses}"
    return outcome.p95


def _press_both(
    few: Board, few_sounds: Sequence[UUID], many: Board, sounds: Sequence[UUID], say: Say
) -> tuple[float, float]:
    """One after the other, in turns: machines are not the same all day."""
    say("pressing")
    every = len(sounds) // PRESSED
    return _pressed(few, few_sounds[:PRESSED]), _pressed(many, sounds[::every][:PRESSED])


def _pressed(board: Board, sounds: Sequence[UUID]) -> float:
    with board.running("--no-playback"):
        outcome = load(Job(board.port, [_presses(board, sounds)], SECONDS_OF_PRESSING))
        assert outcome.statuses.keys() == {200}, outcome.statuses
        return outcome.p50


def _presses(board: Board, sounds: Sequence[UUID]) -> list[Target]:
    token = board.members[0].token
    return [Target("POST", f"/api/v1/sounds/play/{each}", token) for each in sounds]


def _look_at_tables(board: Board) -> None:
    """What PostgreSQL does by itself within a minute or two of so many new rows."""
    if url := board.environment["DATABASE_URL"]:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def _memory_mib(process_id: int) -> float:
    lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    [resident] = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
    return int(resident) / KIB
