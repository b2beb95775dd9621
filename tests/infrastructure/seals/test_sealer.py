"""When the log is sealed, by whom, and what comes of a sealer that is cut off."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from sqlalchemy import text

from infrastructure.log_store.log_store import LogStore
from infrastructure.seals.seal import GENESIS, Seal, seal_after
from infrastructure.seals.seal_table import SealTable
from infrastructure.seals.sealer import Sealer
from infrastructure.seals.stored_events import StoredEvents
from tests.contracts.streams import a_stream
from tests.infrastructure.read_store.read_side import eventually
from tests.infrastructure.seals.sealed_log import SEGMENT, SealedLog
from tests.support.postgresql import PostgresqlServer

KILL_AFTER_SECONDS = (0.02, 0.1, 0.25, 0.4)


@pytest.fixture
def shared(postgresql: PostgresqlServer) -> str:
    return postgresql.create_database()


def seals_of(log: SealedLog) -> list[Seal]:
    return list(log.seals.until(10_000))


def is_one_chain(seals: list[Seal]) -> bool:
    return all(
        seal.number == before.number + 1 and seal.previous_head == before.head
        for before, seal in pairwise([GENESIS, *seals])
    )


def test_a_full_segment_is_sealed_and_the_rest_is_not(log: SealedLog) -> None:
    positions = log.append(2 * SEGMENT + 3)
    log.sealer.look()
    found = seals_of(log)
    assert [each.count for each in found] == [SEGMENT, SEGMENT]
    assert [each.first_position for each in found] == [positions[0], positions[SEGMENT]]
    assert is_one_chain(found)


def test_what_has_waited_is_sealed_though_it_fills_no_segment(log: SealedLog) -> None:
    sealer = log.make_sealer(seal_every=0.0)
    sealer.look()
    assert seals_of(log) == []
    log.append(3)
    sealer.look()
    sealer.look()
    assert [each.count for each in seals_of(log)] == [3]


def test_a_seal_knows_its_time(log: SealedLog) -> None:
    log.append(1)
    log.clock.advance(days=3)
    log.sealer.seal_all()
    assert log.chain.head().sealed_at == log.clock.now()


def test_sealing_all_leaves_nothing_and_again_is_not_news(log: SealedLog) -> None:
    log.append(2 * SEGMENT + 3)
    log.sealer.seal_all()
    log.sealer.seal_all()
    assert [each.count for each in seals_of(log)] == [SEGMENT, SEGMENT, 3]
    assert log.verify()[1].unsealed_events == 0


def test_segments_of_several_pages_are_sealed_whole(log: SealedLog) -> None:
    log.append(700)
    log.make_sealer(600).seal_all()
    assert [each.count for each in seals_of(log)] == [600, 100]
    assert log.faults() == []


def test_a_sealer_works_by_itself_and_seals_the_rest_when_it_closes(log: SealedLog) -> None:
    log.sealer.start()
    log.append(SEGMENT + 3)
    eventually(lambda: log.seals.count() == 1)
    log.sealer.close()
    assert [each.count for each in seals_of(log)] == [SEGMENT, 3]


def test_a_sealer_that_was_never_started_seals_nothing_at_the_end(log: SealedLog) -> None:
    log.append(3)
    log.sealer.close()
    assert seals_of(log) == []


def test_a_database_that_refuses_for_a_while_is_tried_again(log: SealedLog) -> None:
    rename = "ALTER TABLE seals RENAME TO away", "ALTER TABLE away RENAME TO seals"
    with log.store.writing.transaction() as connection:
        connection.execute(text(rename[0]))
    log.sealer.start()
    log.append(SEGMENT)
    time.sleep(1.2)
    with log.store.writing.transaction() as connection:
        connection.execute(text(rename[1]))
    eventually(lambda: log.seals.count() == 1)
    log.sealer.close()


def test_who_loses_to_another_process_goes_on_behind_its_seal(log: SealedLog) -> None:
    """Both read the same last seal; the other one was quicker, and sealed less."""

    class Beaten(SealTable):
        def add(self, seal: Seal) -> None:
            if seal.number == 1:
                quicker = seal_after(GENESIS, [seal.entries[:24]], at=log.clock.now())
                super().add(quicker)
            super().add(seal)

    log.append(5)
    Sealer(log.events, Beaten(log.store.writing, log.store.reading), log.clock).seal_all()
    assert [each.count for each in seals_of(log)] == [1, 4]
    assert log.faults() == []


@pytest.mark.timeout(120)
def test_processes_that_seal_one_log_make_one_chain(shared: str) -> None:
    log = SealedLog(shared)
    processes = [begun(shared, "sealing") for _ in range(3)]
    writer = begun(shared, "writing")
    eventually(lambda: log.seals.count() > 50, within=60)
    for process in (writer, *processes):
        process.kill()
        process.wait()
    assert is_one_chain(seals_of(log))
    assert log.faults() == []
    log.sealer.seal_all()
    assert sum(each.count for each in seals_of(log)) == log.store.count_events()
    log.close()


@pytest.mark.timeout(120)
def test_a_sealer_that_is_killed_leaves_a_chain_to_go_on_with(log_url: str) -> None:
    for seconds in KILL_AFTER_SECONDS:
        process = begun(log_url, "writing and sealing")
        time.sleep(seconds)
        process.kill()
        process.wait()
    log = SealedLog(log_url)
    assert log.seals.count() > 0
    log.sealer.seal_all()
    assert is_one_chain(seals_of(log))
    assert log.faults() == []
    assert sum(each.count for each in seals_of(log)) == log.store.count_events()
    log.close()


def begun(url: str, what: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", f"{__package__}.sealing_process", url, what],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as output:
        assert output.readline() == "begun\n"
    return process


def test_while_a_segment_is_read_and_hashed_others_commit(log: SealedLog) -> None:
    store = log.store

    class Slow(StoredEvents):
        def entries(self, first: int, last: int, most: int | None = None) -> Iterator[bytes]:
            for each in super().entries(first, last, most):
                with ThreadPoolExecutor(1) as somebody_else:
                    somebody_else.submit(store.recorder.insert_events, a_stream(1)).result(timeout=5)
                yield each

    log.append(SEGMENT)
    Sealer(Slow(store.reading), log.seals, log.clock, segment_events=SEGMENT).seal_all()
    assert [each.count for each in seals_of(log)] == [SEGMENT]
    assert store.count_events() == 2 * SEGMENT


def test_a_store_from_before_there_were_seals_is_sealed_from_its_first_event(log_url: str) -> None:
    old = LogStore(log_url)
    positions = old.recorder.insert_events(a_stream(25))
    old.close()
    log = SealedLog(log_url)
    log.sealer.seal_all()
    assert [each.last_position for each in seals_of(log)] == [positions[9], positions[19], positions[24]]
    log.close()
