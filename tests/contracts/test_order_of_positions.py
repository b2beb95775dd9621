"""The order of positions is the order of commits, so a reader that only looks ahead misses nothing."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from infrastructure.log_store.log_store import LogStore
from tests.contracts.streams import a_stream

WRITERS = 4
COMMITS = 40


@pytest.fixture
def writers(log: LogStore, log_url: str) -> Iterator[Sequence[LogStore]]:
    """On SQLite a process is all there is, so they share its store; on PostgreSQL each has its own."""
    if log.is_sqlite:
        yield [log] * WRITERS
        return
    stores = [LogStore(log_url) for _ in range(WRITERS)]
    yield stores
    for store in stores:
        store.close()


def test_a_reader_that_only_looks_ahead_misses_nothing(log: LogStore, writers: Sequence[LogStore]) -> None:
    written = Event()

    def write(store: LogStore) -> list[int]:
        positions: list[int] = []
        for n in range(COMMITS):
            positions += store.recorder.insert_events(a_stream(1 + n % 3))
        return positions

    def follow() -> list[int]:
        seen: list[int] = [0]
        while True:
            is_last_look = written.is_set()
            page = log.recorder.select_notifications(seen[-1], 50, inclusive_of_start=False)
            seen += [each.id for each in page]
            if is_last_look and not page:
                return seen[1:]
            time.sleep(0.001)

    with ThreadPoolExecutor(WRITERS + 2) as threads:
        readers = [threads.submit(follow) for _ in range(2)]
        positions = [position for each in threads.map(write, writers) for position in each]
        written.set()
    for reader in readers:
        assert reader.result() == sorted(positions)


def test_a_transactions_positions_stand_together(log: LogStore, writers: Sequence[LogStore]) -> None:
    def write(store: LogStore) -> list[bool]:
        return [is_together(store.recorder.insert_events(a_stream(5))) for _ in range(COMMITS // 2)]

    def is_together(positions: Sequence[int]) -> bool:
        read = log.recorder.select_notifications(positions[0], 5)
        return len({each.originator_id for each in read}) == 1 and [each.id for each in read] == list(
            positions
        )

    with ThreadPoolExecutor(WRITERS) as threads:
        assert all(all(each) for each in threads.map(write, writers))


def test_who_commits_later_has_later_positions(log: LogStore, writers: Sequence[LogStore]) -> None:
    """Whoever begins only after another was answered stands behind it."""
    last = 0
    for n in range(COMMITS):
        positions = writers[n % WRITERS].recorder.insert_events(a_stream(1))
        assert positions[0] > last
        last = positions[-1]
        assert log.last_position() == last
