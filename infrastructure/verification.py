"""Replays what can be replayed, and compares it with what people are shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from eventsourcing.application import project_aggregate
from sqlalchemy import Engine, select

from application.soundboard import Soundboard
from domain.credit_ledger import CreditLedger
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.recorder import translated_errors
from infrastructure.log_store.tables import events
from infrastructure.read_store.read_database import ReadDatabase
from projections.credits.queries import balance


@dataclass(frozen=True)
class Fault:
    what: str
    where: str
    detail: str


@dataclass(frozen=True)
class Verification:
    """`is_sound` when nothing differs."""

    ledgers: int
    read_models: int
    faults: Sequence[Fault]

    @property
    def is_sound(self) -> bool:
        return not self.faults


def ledger_faults(soundboard: Soundboard, log: LogStore, queries: ReadDatabase) -> Iterator[Fault | None]:
    """One a ledger: what is wrong with it, or None. The read model must be level with the log."""
    for ledger_id in _ledger_ids(log.reading):
        replayed = _replay(soundboard, ledger_id)
        shown = queries.run(balance, replayed.owner_id)
        is_shown = (shown.balance, shown.reserved) if shown else (0, 0)
        loaded = soundboard.load(CreditLedger, ledger_id)
        if min(replayed.balance, replayed.spendable) < 0:
            yield Fault("ledger", str(ledger_id), f"It is below zero: {replayed.spendable} to spend.")
        elif loaded != replayed:
            yield Fault("ledger", str(ledger_id), "Its snapshot is not what its events say.")
        elif is_shown != (replayed.balance, replayed.reserved):
            said = (
                f"Shown are {is_shown}, replayed {replayed.balance, replayed.reserved} (balance, reserved)."
            )
            yield Fault("ledger", str(ledger_id), said)
        else:
            yield None


def _replay(soundboard: Soundboard, ledger_id: UUID) -> CreditLedger:
    """From the first event, without snapshots."""
    replayed: CreditLedger | None = project_aggregate(None, soundboard.events.get(ledger_id))  # type: ignore[arg-type]  # our events
    assert replayed is not None  # noqa: S101 - the identifier came from its first event
    return replayed


def _ledger_ids(reading: Engine) -> Sequence[UUID]:
    query = select(events.c.originator_id).where(events.c.topic == CreditLedger.Opened.TOPIC)
    with translated_errors(), reading.connect() as connection:
        return connection.execute(query).scalars().all()
