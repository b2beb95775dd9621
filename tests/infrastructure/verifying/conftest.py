"""A board that is verified, and somebody who has the database's password and acts as the program."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from infrastructure.clock import SystemClock
from infrastructure.log_store.streams import StreamReader
from infrastructure.seals.chain import Chain
from infrastructure.seals.seal_table import SealTable
from infrastructure.seals.sealer import Sealer
from infrastructure.seals.stored_events import StoredEvents
from infrastructure.verifying.faults import Fault
from infrastructure.verifying.ledgers import LedgerCheck
from infrastructure.verifying.snapshots import SnapshotCheck
from infrastructure.verifying.verification import Verification
from infrastructure.work.work_table import WorkTable
from tests.conftest import DATABASES
from tests.infrastructure.read_store.read_side import ReadSide, on_the_database_asked_for

Found = list[tuple[str, str, str]]


class VerifiedBoard:
    def __init__(self, side: ReadSide) -> None:
        self.side = side
        self.log = side.log
        self.soundboard = side.log.soundboard
        self._follower = side.follow()

    def verification(self) -> Verification:
        store = self.side.store
        stored_events, seals = StoredEvents(store.reading), SealTable(store.writing, store.reading)
        return Verification(
            LedgerCheck(
                self.soundboard,
                store,
                StreamReader(store.reading, store.event_mapper),
                WorkTable(store.writing, store.reading),
                self.side.queries,
            ),
            SnapshotCheck(self.soundboard, store),
            self.side.verifier(),
            sealer=Sealer(stored_events, seals, SystemClock()),
            chain=Chain(stored_events, seals),
        )

    def faults(self) -> Found:
        """Of everything, once people are shown what the log says."""
        self.catch_up()
        return _told(self.verification().verify(lambda *_: None).faults)

    def faults_of_ledgers(self) -> Found:
        self.catch_up()
        return self.faults_of_ledgers_as_shown()

    def catch_up(self) -> None:
        self.side.catch_up(self._follower)

    def faults_of_ledgers_as_shown(self) -> Found:
        """However far what people are shown lags behind the log."""
        return _told(self.verification().verify_ledgers(lambda *_: None).faults)


def _told(faults: Sequence[Fault]) -> Found:
    return [(each.what, each.where, each.detail) for each in faults]


@pytest.fixture(params=DATABASES)
def board(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VerifiedBoard]:
    for side in on_the_database_asked_for(request, tmp_path):
        yield VerifiedBoard(side)
