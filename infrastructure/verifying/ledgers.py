"""Every ledger, replayed from its first event, beside what its owner is shown and what its snapshot says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from eventsourcing.application import project_aggregate
from sqlalchemy import case, func, select

from application.process_managers.holding import HOLD_CREDITS
from application.process_managers.playing import PLAY_SOUND
from application.process_managers.speaking import SPEAK_TEXT
from application.soundboard import Soundboard
from domain.aggregate import Event
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id, work_id
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.recorder import translated_errors
from infrastructure.log_store.streams import StreamReader
from infrastructure.log_store.tables import events
from infrastructure.read_store.generations import load, of_role
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.verifying.faults import Fault, Faults, or_its_failure
from infrastructure.work.work_table import WorkTable
from projections.credits.queries import Balance, all_balances
from projections.credits.tables import transactions

Addition = CreditLedger.Granted | CreditLedger.Adjusted | CreditLedger.Recharged
Settlement = CreditLedger.Spent | CreditLedger.Released

SETTLING = (PLAY_SOUND, HOLD_CREDITS, SPEAK_TEXT)
"""Kinds of work which see to it that a reservation ends."""

OnLedger = Callable[[int, int], None]
"""How many ledgers are replayed, of how many."""

_settled = case((transactions.c.state.in_(("done", "spent")), transactions.c.amount), else_=0)
_statements = select(
    transactions.c.user_id, func.count().label("lines"), func.sum(_settled).label("settled")
).group_by(transactions.c.user_id)


class LedgerCheck:
    """All are compared as they were at one position of the log, on a running board."""

    def __init__(
        self,
        soundboard: Soundboard,
        log: LogStore,
        streams: StreamReader,
        work_table: WorkTable,
        queries: ReadDatabase,
    ) -> None:
        self._soundboard = soundboard
        self._log = log
        self._streams = streams
        self._work = work_table
        self._queries = queries

    def verify(self, faults: Faults, on_ledger: OnLedger) -> int:
        """How many there are."""
        shown, position = self._shown()
        ids = list(dict.fromkeys([*self._opened(position), *shown]))
        for done, id in enumerate(ids, start=1):
            found = self._faults_of(id, shown.get(id), position)
            faults.note(or_its_failure("ledger", str(id), found))
            on_ledger(done, len(ids))
        return len(ids)

    def _shown(self) -> tuple[Mapping[UUID, "Shown"], int]:
        with self._queries.snapshot() as connection:
            live = of_role(load(connection, "credits"), "live")
            lines = {row.user_id: (row.lines, int(row.settled)) for row in connection.execute(_statements)}
            shown = {
                ledger_id(each.user_id): Shown(each, *lines.get(each.user_id, (0, 0)))
                for each in all_balances(connection)
            }
            return shown, live.position if live else 0

    def _opened(self, position: int) -> Sequence[UUID]:
        """As the log has them: whose balance was deleted is shown nowhere."""
        query = select(events.c.originator_id).where(
            events.c.topic == CreditLedger.Opened.TOPIC, events.c.position <= position
        )
        with translated_errors(), self._log.reading.connect() as connection:
            return connection.execute(query).scalars().all()

    def _faults_of(self, id: UUID, shown: "Shown | None", position: int) -> Iterator[Fault]:
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
        if shown is None:
            yield Fault("ledger", str(id), "The log has it, and no balance is shown.")
        else:
            for said in shown.unlike(replayed, sums.lines):
                yield Fault("ledger", str(id), said)
        if self._soundboard.repository.get(id, version=replayed.version) != replayed:
            yield Fault("ledger", str(id), "Its snapshot is not what its events say.")
        for under in self._owed_by_nobody(replayed):
            yield Fault("ledger", str(id), f"What is reserved under {under} is owed by nobody.")

    def _owed_by_nobody(self, ledger: CreditLedger) -> Sequence[str]:
        """What no work will ever settle. A running board may have settled it before the work is read."""
        if not ledger.reservations:
            return []
        promises = {work_id(kind, UUID(under)): under for under in ledger.reservations for kind in SETTLING}
        owed = {promises[id] for id in self._work.owed_among(promises)}
        if not (suspected := ledger.reservations.keys() - owed):
            return []
        now = self._streams.events_of(ledger.id, until=self._log.last_position())
        newest: CreditLedger | None = project_aggregate(None, now)
        return [] if newest is None else sorted(suspected & newest.reservations.keys())


@dataclass(frozen=True)
class Shown:
    """What its owner sees of a ledger; `settled` is the sum of the statement's lines that are not open."""

    balance: Balance
    lines: int
    settled: int

    def unlike(self, replayed: CreditLedger, lines: int) -> Iterator[str]:
        if (self.balance.balance, self.balance.reserved) != (replayed.balance, replayed.reserved):
            said = f"{self.balance.balance} ({self.balance.reserved} reserved) is shown"
            yield f"{said}; {replayed.balance} ({replayed.reserved}) is replayed."
        if (self.lines, self.settled) != (lines, replayed.balance):
            said = f"The statement has {self.lines} lines that come to {self.settled}"
            yield f"{said}; {lines} that come to {replayed.balance} are replayed."


class Sums:
    """What a ledger's events say of its sums, each held against the one before: replaying believes them."""

    def __init__(self) -> None:
        self.lines = 0
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
        self.lines += not isinstance(event, CreditLedger.Spent | CreditLedger.Released)
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
