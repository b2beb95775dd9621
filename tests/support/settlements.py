"""What became of everything that was reserved, as the log, the ledgers and the statements tell it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.aggregate import Event
from domain.credit_ledger import CreditLedger
from infrastructure.container import Container
from infrastructure.work.work_table import WorkTable
from projections.credits.queries import Transaction, transactions
from tests.support.board import wait_for
from tests.support.running_parts import OPENING, PEOPLE

Settlement = CreditLedger.Spent | CreditLedger.Released


def recorded(container: Container, *kinds: type[Event]) -> list[Any]:
    topics = [kind.TOPIC for kind in kinds]
    notifications = container.log.recorder.select_notifications(None, 1_000_000, topics=topics)
    return [container.log.event_mapper.to_domain_event(each) for each in notifications]


def settlements(container: Container) -> Mapping[UUID, Settlement]:
    """The one of each reservation."""
    found: list[Settlement] = recorded(container, CreditLedger.Spent, CreditLedger.Released)
    reserved = recorded(container, CreditLedger.Reserved)
    times = Counter(each.reservation_id for each in found)
    assert times == Counter(each.reservation_id for each in reserved), "Not one settlement each."
    assert set(times.values()) == {1}
    return {each.reservation_id: each for each in found}


def the_books_are_right(container: Container, settled: Mapping[UUID, Settlement]) -> None:
    lines: list[Transaction] = []
    for person in PEOPLE:
        of_person = [each for each in settled.values() if each.owner_id == person]
        spent = sum(each.amount for each in of_person if isinstance(each, CreditLedger.Spent))
        ledger = container.replay.replay(person)
        assert ledger is not None
        assert (ledger.balance, ledger.reserved, ledger.open) == (OPENING - spent, 0, {})
        lines += statement(container, person)
    assert {each.reference: each.state for each in lines} == {id: state(each) for id, each in settled.items()}
    assert len(lines) == len(settled)


def state(settlement: Settlement) -> str:
    return "spent" if isinstance(settlement, CreditLedger.Spent) else "released"


def statement(container: Container, person: UUID) -> list[Transaction]:
    """What was reserved, and what became of it."""
    end = container.log.last_position()
    wait_for(lambda: container.watermark.has_reached(end, ("credits",)), bool)
    lines = container.queries.run(transactions, person, limit=100_000)
    return [each for each in lines if each.reference is not None]


def still_owed(container: Container) -> Sequence[UUID]:
    return [each.reference for each in WorkTable(container.log.writing, container.log.reading).owed()]
