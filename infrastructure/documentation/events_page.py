"""The page of all events, made from their classes.

`python -m infrastructure.documentation.events_page docs/events.md` writes it.
"""

import inspect
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from domain import AGGREGATES
from domain.aggregate import AggregateRoot, Event, FirstEvent

INTRODUCTION = """\
# Events

*Made from the code by `make docs`; do not edit.*

All that ever happened on a board is a row of the log. A row names its event by topic and holds its
fields as JSON. Topics and meanings never change; a new field comes with a new version and a rule that
reads the older ones.

"""


def events_of(aggregate: type[AggregateRoot]) -> list[type[Event]]:
    """In the order in which the class tells them."""
    return [
        kind
        for kind in vars(aggregate).values()
        if isinstance(kind, type) and issubclass(kind, Event) and hasattr(kind, "TOPIC")
    ]


def topic_of(aggregate: type[AggregateRoot]) -> str:
    return str(vars(aggregate)["TOPIC"])


def fields_of(kind: type[Event]) -> dict[str, str]:
    """What a row of this event holds beside the stream and the version, which are columns of their own."""
    return {
        each.name: str(each.type)
        for each in fields(kind)
        if each.name not in {"originator_id", "originator_version"}
    }


def events_page() -> str:
    return INTRODUCTION + "\n".join(line for part in _parts() for line in part) + "\n"


def _parts() -> Iterator[list[str]]:
    yield ["## In every event", "", "| field | type |", "| --- | --- |"]
    yield [*_rows(fields_of(Event)), ""]
    yield ["The first event of each stream also holds `originator_topic`: the topic of its aggregate.", ""]
    for aggregate in sorted(AGGREGATES, key=topic_of):
        yield [
            f"## `{topic_of(aggregate)}`",
            "",
            _words(aggregate) or _words(sys.modules[aggregate.__module__]),
        ]
        yield ["", "| topic | version | fields | |", "| --- | --- | --- | --- |"]
        yield [*map(_row, events_of(aggregate)), ""]


def _row(kind: type[Event]) -> str:
    everywhere = fields_of(FirstEvent)
    own = [f"`{name}`: {of}" for name, of in fields_of(kind).items() if name not in everywhere]
    version = getattr(kind, "class_version", 1)
    return f"| `{kind.TOPIC}` | {version} | {_cell(', '.join(own))} | {_cell(_words_of_event(kind))} |"


def _rows(held: dict[str, str]) -> list[str]:
    return [f"| `{name}` | {_cell(of)} |" for name, of in held.items()]


def _words_of_event(kind: type[Event]) -> str:
    """The library derives a class from ours, and dataclasses without words describe their signature."""
    ours = [each for each in kind.__mro__ if each.__qualname__ == kind.__qualname__]
    words = [_words(each) for each in ours]
    return next((each for each in words if each and not each.startswith(f"{kind.__name__}(")), "")


def _words(described: object) -> str:
    return " ".join(inspect.cleandoc(vars(described).get("__doc__") or "").split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(events_page(), encoding="utf-8")
