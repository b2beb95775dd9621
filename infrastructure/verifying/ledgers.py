"""Every ledger, replayed from its first event, beside what its owner is shown and what its snapshot says."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from eventsourcing.application import project_aggregate
from sqlalchemy import Connection

from application.soundboard import Soundboard
from domain.aggregate import Event
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id
from infrastructure.log_store.streams import StreamReader
from infrastructure.read_store.generations import load, of_role
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.verifying.faults import Fault, Faults, or_its_failure
from projections.credits.queries import Balance, all_balances

Addition = CreditLedger.Granted | CreditLedger.Adjusted | CreditLedger.Recharged
Settlement = CreditLedger.Spent | CreditLedger.Released

OnLedger = Callable[[int, int], None]
"""How many ledgers are replayed, of how many."""


class LedgerCheck:
    """All are compared as they were at one position of the log, on a running board."""

    def __init__(self, soundboard: Soundboard, streams: StreamReader, queries: ReadDatabase) -> None:
        self.soundboard = soundboard
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
        sums = Sums()
        for event in self._streams.events_of(id, until=position):
            for each in sums.wrong_in(event):
                yield Fault("ledger", str(id), f"Version {event.originator_version} {each}")
            replayed = project_aggregate(replayed, [event])
            if replayed is not None and min(replayed.balance, replayed.spendable) < 0:
                yield Fault("ledger", str(id), f"Version {replayed.version} is below zero.")
        if replayed is None:
            yield Fault("ledger", str(id), "A balance is shown, and the log has no such ledger.")
            return
        if (shown.balance, shown.reserved) != (replayed.balance, replayed.reserved):
            said = f"{shown.balance} ({shown.reserved} reserved) is shown"
            yield Fault("ledger", str(id), f"{said}; {replayed.balance} ({replayed.reserved}) is replayed.")
        if self.soundboard.repository.get(id, version=replayed.version) != replayed:
            yield Fault("ledger", str(id), "Its snapshot is not what its events say.")


class Sums:
    """What a ledger's events say of its sums, each held against the one before: replaying believes them."""

    def __init__(self) -> None:
        self._balance = 0
        self._open: dict[UUID, int] = {}

    def wrong_in(self, event: Event) -> Iterator[str]:
        """What is told of one event is not told again of those after it."""
        moved = 0
        match event:
            case CreditLedger.Granted() | CreditLedger.Adjusted() | CreditLedger.Recharged():
                moved = event.amount
                yield from self._wrong_in_addition(event)
            case CreditLedger.Reserved():
                yield from self._wrong_in_reservation(event)
            case CreditLedger.Spent() | CreditLedger.Released():
                moved = -event.amount if isinstance(event, CreditLedger.Spent) else 0
                yield from self._wrong_in_settlement(event)
            case _:
                return
        if event.balance != self._balance + moved:
            yield f"says {event.balance}; {self._balance} and {moved} are {self._balance + moved}."
        self._balance = event.balance

    def _wrong_in_addition(self, event: Addition) -> Iterator[str]:
        if event.amount <= 0 and not isinstance(event, CreditLedger.Adjusted):
            yield f"adds {event.amount}."

    def _wrong_in_reservation(self, event: CreditLedger.Reserved) -> Iterator[str]:
        if event.amount < 0:
            yield f"reserves {event.amount}."
        if event.reservation_id in self._open:
            yield f"reserves under {event.reservation_id} once more."
        self._open[event.reservation_id] = event.amount

    def _wrong_in_settlement(self, event: Settlement) -> Iterator[str]:
        reserved = self._open.pop(event.reservation_id, None)
        if reserved is None:
            yield f"settles {event.reservation_id}, under which nothing is reserved."
        elif reserved != event.amount:
            yield f"settles {event.amount}; under {event.reservation_id} {reserved} were reserved."
