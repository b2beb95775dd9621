"""The stored encoding is fixed: what was written once is read for ever, and written the same today."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent

from domain import AGGREGATES
from infrastructure.documentation.events_page import events_of
from tests.domain.examples import EXAMPLES
from tests.support.aggregates import mapper

GOLDEN = Path(__file__).with_name("golden")
STORED = sorted(path.stem for path in GOLDEN.glob("*.json"))


def golden_bytes(name: str) -> bytes:
    return (GOLDEN / f"{name}.json").read_bytes().removesuffix(b"\n")


@pytest.mark.parametrize("name", STORED)
def test_what_was_stored_once_is_read_for_ever(name: str) -> None:
    expected = EXAMPLES[name]
    stored = StoredEvent(
        expected.originator_id, expected.originator_version, expected.TOPIC, golden_bytes(name)
    )
    read: Any = mapper.to_domain_event(stored)
    assert type(read) is type(expected)
    assert vars(read) == vars(expected)
    assert {k: type(v) for k, v in vars(read).items()} == {k: type(v) for k, v in vars(expected).items()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_event_is_stored_today_as_it_was_then(name: str) -> None:
    event = EXAMPLES[name]
    if name.endswith(f".v{getattr(event, 'class_version', 1)}"):
        assert mapper.to_stored_event(event).state == golden_bytes(name)


def test_every_version_of_every_event_has_a_golden_example() -> None:
    released = {
        f"{kind.TOPIC}.v{version}"
        for aggregate in AGGREGATES
        for kind in events_of(aggregate)
        for version in range(1, getattr(kind, "class_version", 1) + 1)
    }
    assert set(STORED) == set(EXAMPLES) == released


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("sound.unheard_of", b"{}"),
        ("sound.went_missing", b"this is not JSON"),
        ("sound.went_missing", b'{"timestamp":"yesterday"}'),
        ("sound.registered", golden_bytes("sound.went_missing.v1")),
    ],
)
def test_what_is_no_such_event_is_said_to_be_unreadable(topic: str, state: bytes) -> None:
    with pytest.raises(MapperDeserialisationError, match=topic):
        mapper.to_domain_event(StoredEvent(UUID(int=1), 1, topic, state))
