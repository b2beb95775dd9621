"""An event that got a second version is still read from the rows of its first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.domain import event
from eventsourcing.persistence import StoredEvent

from domain.aggregate import AggregateRoot, FirstEvent
from tests.support.aggregates import mapper
from tests.support.clock import NOON


class Board(AggregateRoot):
    """Made up for this test."""

    TOPIC = "test_upcasting.board"

    @dataclass(frozen=True)
    class Opened(FirstEvent):
        TOPIC = "test_upcasting.board.opened"
        class_version = 3
        name: str
        colour: str
        owners: list[UUID]

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["colour"] = "grey"  # boards had no colour before

        @staticmethod
        def upcast_v2_v3(state: dict[str, Any]) -> None:
            state["owners"] = [state.pop("owner")]  # boards had one owner before

    @event(Opened)
    def __init__(self, id: UUID, name: str, colour: str, owners: list[UUID], timestamp: datetime) -> None:
        self.name = name
        self.colour = colour
        self.owners = owners


OWNER = UUID(int=7)
STAMPS = """
    "timestamp": "2026-06-01T12:00:00Z", "originator_topic": "test_upcasting.board",
    "command_id": null, "actor_id": null, "caused_by": null
"""
FIRST = f'{{"name": "Kitchen", "owner": "{OWNER}", {STAMPS}}}'
SECOND = f'{{"name": "Kitchen", "colour": "red", "owner": "{OWNER}", "class_version": 2, {STAMPS}}}'


def read(state: str) -> Any:
    return mapper.to_domain_event(StoredEvent(UUID(int=1), 1, Board.Opened.TOPIC, state.encode()))


@pytest.fixture
def board() -> Board:
    return Board(id=UUID(int=1), name="Kitchen", colour="blue", owners=[OWNER], timestamp=NOON)


def test_the_first_version_goes_through_every_upcast() -> None:
    opened = read(FIRST)
    assert (opened.name, opened.colour, opened.owners) == ("Kitchen", "grey", [OWNER])


def test_the_second_version_goes_through_the_last_only() -> None:
    opened = read(SECOND)
    assert (opened.colour, opened.owners) == ("red", [OWNER])


def test_an_old_row_rebuilds_the_aggregate_of_today() -> None:
    rebuilt: Any = read(FIRST).mutate(None)
    assert (rebuilt.colour, rebuilt.owners, rebuilt.created_on) == ("grey", [OWNER], NOON)


def test_the_newest_version_names_itself_and_is_read_as_it_is(board: Board) -> None:
    [opened] = board.collect_events()
    stored = mapper.to_stored_event(opened)
    assert b'"class_version":3' in stored.state
    assert mapper.to_domain_event(stored) == opened
