"""Every ledger, replayed from its first event, beside what its owner is shown and what its snapshot says."""

from collections.abc import Callable, Iterator, Sequence

from eventsourcing.application import project_aggregate
from sqlalchemy import Connection

from application.soundboard import Soundboard
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id
from infrastructure.log_store.streams import StreamReader
from infrastructure.read_store.generations import load, of_role
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.verifying.faults import Fault, Faults, or_its_failure
from projections.credits.queries import Balance, all_balances

OnLedger = Callable[[int, int], None]
"""How many ledgers are replayed, of how many."""


class LedgerCheck:
    """All are compared as they were at one position of the log, on a running board."""

    def __init__(self, soundboard: Soundboard, streams: StreamReader, queries: ReadDatabase) -> None:
        self._soundboard = soundboard
        self._streams = streams
        self._queries = queries

    def verify(self, faults: Faults, on_ledger: OnLedger) -> int:
        """How many there are."""
        shown, position = self._shown_balances()
        for done, each in enumerate(shown, start=1):
            where = str(ledger_id(each.user_id))
            faults.note(or_its_failure("ledger", where, self._faults_of(each, position)))
            on_ledger(done, len(shown))
        return len(shown)

    def _shown_balances(self) -> tuple[Sequence[Balance], int]:
        def read(connection: Connection) -> tuple[Sequence[Balance], int]:
            live = of_role(load(connection, "credits"), "live")
            return all_balances(connection), live.position if live else 0

        with self._queries.snapshot() as connection:
            return read(connection)

    def _faults_of(self, shown: Balance, position: int) -> Iterator[Fault]:
        id = ledger_id(shown.user_id)
        replayed: CreditLedger | None = None
        for event in self._streams.events_of(id, until=position):
            replayed = project_aggregate(replayed, [event])
            if replayed is not None and min(replayed.balance, replayed.spendable) < 0:
                yield Fault("ledger", str(id), f"Version {replayed.version} is below zero.")
        if replayed is None:
            yield Fault("ledger", str(id), "A balance is shown, and the log has no such ledger.")
            return
        if (shown.balance, shown.reserved) != (replayed.balance, replayed.reserved):
            said = f"{shown.balance} ({shown.reserved} reserved) is shown"
            yield Fault("ledger", str(id), f"{said}; {replayed.balance} ({replayed.reserved}) is replayed.")
        if self._soundboard.repository.get(id, version=replayed.version) != replayed:
            yield Fault("ledger", str(id), "Its snapshot is not what its events say.")
