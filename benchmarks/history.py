"""Plays that never happened: the events that a board would have recorded, made in memory."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from benchmarks.board import OPENING_CREDITS, Board
from domain.aggregate import Event
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id
from domain.play import Play
from domain.values import CreditAction
from infrastructure.log_store.log_store import LogStore
from projections.projector import Recorded

EVENTS_A_PLAY = 5
COMMIT_EVENTS = 20_000
SPAN = timedelta(days=400)
"""So that every period of the dashboard has its share."""

ACTION = str(CreditAction.VLC_PLAY_SOUND)


@dataclass
class Account:
    owner_id: UUID
    ledger_id: UUID
    version: int = 2
    balance: int = OPENING_CREDITS
    """A ledger of ours begins with Opened and Granted."""


def plays(count: int, board: Board, sounds: Sequence[UUID]) -> Iterator[Event]:
    """Up to now, evenly, in the order of a log: members and sounds in turn."""
    accounts = [Account(UUID(each.user_id), ledger_id(UUID(each.user_id))) for each in board.members]
    begin = datetime.now(UTC) - SPAN
    for number in range(count):
        at = begin + SPAN * number / count
        account = accounts[number % len(accounts)]
        # Squares make some sounds more popular than others.
        sound_id = sounds[number * number % len(sounds)]
        yield from _play(uuid4(), sound_id, account, at)


def _play(play_id: UUID, sound_id: UUID, account: Account, at: datetime) -> Iterator[Event]:
    end = at + timedelta(seconds=2)
    owner_id = account.owner_id
    account.version += 2
    stamps: dict[str, Any] = {"command_id": play_id, "actor_id": owner_id}
    yield CreditLedger.Reserved(
        originator_id=account.ledger_id,
        originator_version=account.version - 1,
        timestamp=at,
        owner_id=owner_id,
        reservation_id=play_id,
        action=ACTION,
        amount=1,
        balance=account.balance,
        about=sound_id,
        details={"title": "bench"},
        deadline=None,
        **stamps,
    )
    play: dict[str, Any] = {
        "originator_id": play_id,
        "sound_id": sound_id,
        "requested_by": owner_id,
        **stamps,
    }
    yield Play.Requested(originator_version=1, originator_topic=Play.TOPIC, timestamp=at, price=1, **play)
    yield Play.Started(originator_version=2, timestamp=at, duration_ms=2_000, **play)
    yield Play.Finished(originator_version=3, timestamp=end, **play)
    account.balance -= 1
    yield CreditLedger.Spent(
        originator_id=account.ledger_id,
        originator_version=account.version,
        timestamp=end,
        owner_id=owner_id,
        reservation_id=play_id,
        action=ACTION,
        amount=1,
        balance=account.balance,
        **stamps,
    )


def record(events: Iterator[Event], log: LogStore) -> float:
    """Appends them to the log in large commits; the seconds it took."""
    begun = time.monotonic()
    while batch := list(islice(events, COMMIT_EVENTS)):
        log.recorder.insert_events([log.event_mapper.to_stored_event(each) for each in batch])
    return time.monotonic() - begun


def in_pages(events: Iterator[Event], begin: int, size: int) -> Iterator[list[Recorded]]:
    """As a follower would get them, from this position on."""
    while batch := list(islice(events, size)):
        yield [Recorded(begin + number, event) for number, event in enumerate(batch, start=1)]
        begin += len(batch)
