"""Stored events outlive the code: once released, a shape may only grow with a version and an upcast."""

import json
from pathlib import Path

import pytest

from domain import AGGREGATES
from domain.aggregate import AggregateRoot, Event
from infrastructure.documentation.events_page import events_of, events_page, fields_of, topic_of

RELEASED = Path(__file__).with_name("event_shapes.json")
PAGE = Path(__file__).parents[2] / "docs" / "events.md"

EVENTS = [kind for aggregate in AGGREGATES for kind in events_of(aggregate)]


def shapes() -> dict[str, dict[str, object]]:
    return {
        kind.TOPIC: {"class_version": getattr(kind, "class_version", 1), "fields": fields_of(kind)}
        for kind in EVENTS
    }


def test_released_events_keep_their_shape() -> None:
    assert shapes() == json.loads(RELEASED.read_text())


def test_every_aggregate_has_a_topic_of_its_own() -> None:
    topics = [topic_of(aggregate) for aggregate in AGGREGATES]
    assert len(set(topics)) == len(topics)


def test_no_two_events_share_a_topic() -> None:
    topics = [kind.TOPIC for kind in EVENTS]
    assert len(set(topics)) == len(topics)


@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_no_event_is_without_a_topic(aggregate: type[AggregateRoot]) -> None:
    described = {
        name
        for name, kind in vars(aggregate).items()
        if isinstance(kind, type) and issubclass(kind, Event) and name != "Event"
    }
    assert described == {kind.__name__ for kind in events_of(aggregate)}


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.TOPIC)
def test_a_topic_begins_with_that_of_its_aggregate(kind: type[Event]) -> None:
    [aggregate] = [each for each in AGGREGATES if kind in events_of(each)]
    assert kind.TOPIC.startswith(f"{topic_of(aggregate)}.")


def test_the_page_of_events_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == events_page(), "Run `make docs`."
