"""Long streams load fast: a snapshot each hundred events, in the transaction of the events."""

from uuid import uuid4

import pytest

from application.executor.batch import SNAPSHOT_EVERY, is_snapshot_due
from application.library.commands import CompleteScan, StartScan
from application.plays.commands import PlaySound, RecordPlayFinished, StopAllPlays
from domain.credit_ledger import CreditLedger
from domain.identifiers import LIBRARY_ID, ledger_id
from domain.sound_library import SoundLibrary
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.recorder import LogRecorder
from tests.support.aggregates import AIRHORN, ANNA, a_ledger, a_library, a_registered_sound, rebuilt_from
from tests.support.soundboard import Board


def plays(many: int) -> list[PlaySound]:
    return [PlaySound(uuid4(), AIRHORN, by=ANNA) for _ in range(many)]


def snapshots_of_annas_ledger(board: Board) -> list[int]:
    recorder = board.log.aggregate_recorder("snapshots")
    return [stored.originator_version for stored in recorder.select_events(ledger_id(ANNA))]


@pytest.fixture
def rich(board: Board) -> Board:
    board.given(a_registered_sound(), a_ledger(balance=1_000))
    return board


def test_a_snapshot_is_taken_each_hundred_events(rich: Board) -> None:
    rich.together(*plays(97))
    assert snapshots_of_annas_ledger(rich) == []
    rich.together(*plays(1))
    assert snapshots_of_annas_ledger(rich) == [SNAPSHOT_EVERY]
    rich.together(*plays(150))
    assert snapshots_of_annas_ledger(rich) == [100, 200]


def test_a_command_that_leaps_over_the_hundred_takes_one_too(rich: Board) -> None:
    ledger = rich.ledger()
    rich.together(*plays(90))
    rich.when(StopAllPlays())
    [version] = snapshots_of_annas_ledger(rich)
    assert version == ledger.version + 180
    assert is_snapshot_due(rich.ledger(), 90)


def test_a_snapshot_from_the_middle_of_a_batch_tells_of_that_middle(rich: Board) -> None:
    before = plays(98)
    later = plays(20)
    rich.together(*before, *later, *(RecordPlayFinished(play.play_id) for play in [*before[:50], *later]))
    ledger = rich.ledger()
    assert (ledger.balance, ledger.reserved) == (930, 48)
    assert ledger == rebuilt_from(rich.events_of(ledger.id))


def test_a_scan_that_ran_when_its_library_was_snapped_can_be_reported(board: Board) -> None:
    library = a_library()
    for _ in range(49):
        scan_id = uuid4()
        library.start_scan(scan_id, at=board.clock.now())
        library.complete_scan(scan_id, counts={}, details=[], at=board.clock.now())
    board.given(library)
    running = uuid4()
    board.when(StartScan(running))
    assert board.stored(SoundLibrary, LIBRARY_ID).version == SNAPSHOT_EVERY
    restarted = Board(board.log, is_only_writer=True)
    restarted.when(CompleteScan(running, counts={}, details=[]))
    assert restarted.then() == [SoundLibrary.ScanCompleted]


class AttentiveRecorder(LogRecorder):
    """Remembers after which version a stream was read."""

    def __init__(self, log: LogStore) -> None:
        super().__init__(log.writing, log.reading, log.event_mapper)
        self.read_after: list[int | None] = []

    def select_events(self, originator_id, *, gt=None, **kwargs):  # type: ignore[no-untyped-def]  # as the base
        self.read_after.append(gt)
        return super().select_events(originator_id, gt=gt, **kwargs)


def test_a_long_stream_is_read_from_its_snapshot_on(log: LogStore) -> None:
    recorder = log.recorder = AttentiveRecorder(log)
    board = Board(log, is_only_writer=True)
    board.given(a_registered_sound(), a_ledger(balance=1_000))
    board.together(*plays(120))
    recorder.read_after.clear()
    assert board.stored(CreditLedger, ledger_id(ANNA)).reserved == 120
    assert recorder.read_after == [SNAPSHOT_EVERY]
