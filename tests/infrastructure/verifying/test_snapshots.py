"""Somebody writes a snapshot that the program never took: the writer believes it, verifying names it."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from application.credits.standard_tariff import PRICES, standard_plans
from domain.aggregate import AggregateRoot, Snapshot
from domain.credit_ledger import CreditLedger
from domain.identifiers import TARIFF_ID
from domain.tariff import Tariff
from domain.user_account import UserAccount
from infrastructure.log_store.tables import snapshots
from tests.infrastructure.verifying.conftest import VerifiedBoard
from tests.support.soundboard import FREE_PLAN

NOT_SO = "It is not what its events say."


@pytest.fixture
def anna(board: VerifiedBoard) -> UUID:
    board.log.append(Tariff.open(standard_plans(FREE_PLAN), PRICES, at=board.log.now))
    return board.log.member()


def take(board: VerifiedBoard, aggregate: AggregateRoot, **lies: Any) -> str:
    """A snapshot of it as it is, but for the lies; where it is."""
    vars(aggregate).update(lies)
    stored = board.soundboard.mapper.to_stored_event(Snapshot.take(aggregate))
    with board.side.store.writing.transaction() as connection:
        connection.execute(insert(snapshots), vars(stored))
    return f"{stored.originator_id} version {stored.originator_version}"


def test_what_the_program_would_have_kept_is_no_fault(board: VerifiedBoard, anna: UUID) -> None:
    take(board, board.soundboard.load(Tariff, TARIFF_ID))
    take(board, board.soundboard.load(UserAccount, anna))
    account = board.soundboard.load(UserAccount, anna)
    account.change_plan("pro", reason="for the test", at=board.log.now)
    board.log.append(account)
    take(board, account)
    take(board, board.log.ledger(anna))
    assert board.faults() == []


def test_a_tariff_of_other_prices_is_named(board: VerifiedBoard, anna: UUID) -> None:
    tariff = board.soundboard.load(Tariff, TARIFF_ID)
    where = take(board, tariff, prices={})
    assert board.soundboard.load(Tariff, TARIFF_ID).prices == {}
    assert board.faults() == [("snapshot", where, NOT_SO)]


def test_an_account_of_another_role_is_named_also_below_a_true_snapshot(
    board: VerifiedBoard, anna: UUID
) -> None:
    account = board.soundboard.load(UserAccount, anna)
    where = take(board, board.soundboard.load(UserAccount, anna), role="admin")
    account.rename("sealed Anne", reason="for the test", at=board.log.now)
    board.log.append(account)
    take(board, account)
    assert board.faults() == [("snapshot", where, NOT_SO)]


@pytest.mark.parametrize("version", [3, 1_000])
def test_a_snapshot_of_what_has_not_happened_is_named(board: VerifiedBoard, anna: UUID, version: int) -> None:
    ledger = board.log.ledger(anna)
    where = take(board, ledger, _version=version)
    assert ("snapshot", where, NOT_SO) in board.faults()


def test_a_snapshot_of_what_was_never_recorded_is_named(board: VerifiedBoard, anna: UUID) -> None:
    where = take(board, CreditLedger.open(uuid4(), at=board.log.now), balance=100_000)
    assert board.faults() == [("snapshot", where, NOT_SO)]


def test_a_snapshot_that_cannot_be_read_is_named(board: VerifiedBoard, anna: UUID) -> None:
    row = {"originator_id": anna, "originator_version": 1, "topic": "snapshot", "state": b"{}"}
    with board.side.store.writing.transaction() as connection:
        connection.execute(insert(snapshots), row)
    [(what, where, detail)] = board.faults()
    assert (what, where) == ("snapshot", f"{anna} version 1")
    assert detail.startswith("It cannot be replayed")


def test_a_stream_that_cannot_be_replayed_is_named_by_its_snapshot(board: VerifiedBoard) -> None:
    board.log.append_unreadable("tariff.opened")
    [event] = board.soundboard.recorder.select_notifications(None, 1)
    row = {"originator_id": event.originator_id, "originator_version": 1, "topic": "snapshot"}
    state = board.soundboard.mapper.to_stored_event(
        Snapshot.take(Tariff.open(standard_plans(FREE_PLAN), PRICES, at=board.log.now))
    ).state
    with board.side.store.writing.transaction() as connection:
        connection.execute(insert(snapshots), row | {"state": state})
    told = [(what, where) for what, where, detail in board.faults() if "cannot be replayed" in detail]
    assert ("snapshot", f"{event.originator_id} version 1") in told
