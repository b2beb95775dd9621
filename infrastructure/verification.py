"""Replays what can be replayed, and compares it with what people are shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eventsourcing.application import project_aggregate
from sqlalchemy import Connection

from application.soundboard import Soundboard
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id
from infrastructure.log_store.streams import StreamReader
from infrastructure.read_store.generations import load, of_role
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.read_store.verification import Verifier
from projections.credits.queries import Balance, all_balances


@dataclass(frozen=True)
class Fault:
    what: str
    where: str
    detail: str


@dataclass(frozen=True)
class Findings:
    """All is well when there are no faults."""

    ledgers: int
    read_models: int
    faults: Sequence[Fault]


class Verification:
    """Works on a running board: everything is compared as it was at one position of the log."""

    def __init__(
        self, soundboard: Soundboard, streams: StreamReader, queries: ReadDatabase, verifier: Verifier
    ) -> None:
        self._soundboard = soundboard
        self._streams = streams
        self._queries = queries
        self._verifier = verifier

    def verify(self) -> Findings:
        shown, position = self._shown_balances()
        read_models = self._verifier.verify_all()
        faults = [fault for each in shown for fault in self._ledger_faults(each, position)]
        faults += [
            Fault("read model", each.model, f"At position {each.position} it is not what a rebuild gives.")
            for each in read_models
            if not each.is_equal
        ]
        return Findings(len(shown), len(read_models), faults)

    def _shown_balances(self) -> tuple[Sequence[Balance], int]:
        def read(connection: Connection) -> tuple[Sequence[Balance], int]:
            live = of_role(load(connection, "credits"), "live")
            return all_balances(connection), live.position if live else 0

        with self._queries.snapshot() as connection:
            return read(connection)

    def _ledger_faults(self, shown: Balance, position: int) -> Iterator[Fault]:
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
