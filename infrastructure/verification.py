"""Checks the log's seals, replays what can be replayed, and compares it with what people are shown."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eventsourcing.application import project_aggregate
from eventsourcing.persistence import PersistenceError
from sqlalchemy import Connection

from application.soundboard import Soundboard
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id
from infrastructure.faults import Fault, Faults
from infrastructure.log_store.streams import StreamReader
from infrastructure.read_store.errors import ReadStoreError
from infrastructure.read_store.faults import in_one_line, is_of_database
from infrastructure.read_store.generations import load, of_role
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.read_store.verification import Verifier
from infrastructure.seals.chain import Chain, Sealed
from infrastructure.seals.seal import Head
from infrastructure.seals.sealer import Sealer
from projections.credits.queries import Balance, all_balances

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Findings:
    """All is well when there are no faults."""

    ledgers: int
    read_models: int
    log: Sealed
    faults: Sequence[Fault]


@dataclass(frozen=True)
class Progress:
    segments: int
    of: int


class Verification:
    """Works on a running board: everything is compared as it was at one position of the log."""

    def __init__(
        self,
        soundboard: Soundboard,
        streams: StreamReader,
        queries: ReadDatabase,
        verifier: Verifier,
        *,
        sealer: Sealer,
        chain: Chain,
    ) -> None:
        self._soundboard = soundboard
        self._streams = streams
        self._queries = queries
        self._verifier = verifier
        self._sealer = sealer
        self._chain = chain
        self.progress: Progress | None = None
        """How far the log is checked, while it is."""

    def verify(self, against: Head | None = None) -> Findings:
        """`against` is a head of the log that was exported before."""
        faults = Faults()
        log = self._verify_log(faults, against)
        shown, position = self._shown_balances()
        for each in shown:
            where = str(ledger_id(each.user_id))
            faults.note(_or_its_failure("ledger", where, self._ledger_faults(each, position)))
        models = self._verifier.models
        for model in models:
            faults.note(_or_its_failure("read model", model, self._read_model_faults(model)))
        return Findings(len(shown), len(models), log, faults.told())

    def _verify_log(self, faults: Faults, against: Head | None) -> Sealed:
        try:
            self._sealer.seal_all()
        except PersistenceError:
            logger.exception("not sealed; what is sealed already is verified")
        try:
            return self._chain.verify(faults, against=against, on_progress=self._on_progress)
        finally:
            self.progress = None

    def _on_progress(self, done: int, of: int) -> None:
        self.progress = Progress(done, of)

    def _read_model_faults(self, model: str) -> Iterator[Fault]:
        found = self._verifier.verify(model)
        if not found.is_equal:
            detail = f"At position {found.position} it is not what a rebuild gives."
            yield Fault("read model", model, detail)

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


def _or_its_failure(what: str, where: str, faults: Iterator[Fault]) -> Iterator[Fault]:
    """Events that were tampered with may raise anything when they are replayed."""
    try:
        yield from faults
    except (PersistenceError, ReadStoreError):
        raise
    except Exception as error:
        if is_of_database(error):
            raise
        yield Fault(what, where, f"It cannot be replayed: {in_one_line(error)}")
