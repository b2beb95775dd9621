"""The stored encoding of events: plain JSON, typed by the fields of the event's class."""

from dataclasses import fields
from functools import lru_cache
from typing import Any, TypedDict, get_type_hints
from uuid import UUID

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent, Transcoder
from eventsourcing.utils import resolve_topic

KEPT_IN_COLUMNS = ("originator_id", "originator_version")


class PlainJson(Transcoder):
    """The library's port for encodings, kept by msgspec."""

    def encode(self, obj: Any) -> bytes:
        return msgspec.json.encode(obj)

    def decode(self, data: bytes) -> Any:
        return msgspec.json.decode(data)


class EventMapper(Mapper[UUID]):
    """Reads a released event in its own types; an older version goes through its upcasts first."""

    def __init__(self) -> None:
        super().__init__(PlainJson())

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """Raises MapperDeserialisationError for what is not such an event."""
        try:
            cls: type = resolve_topic(stored_event.topic)
            state = _state(cls, stored_event.state)
        except Exception as error:
            raise MapperDeserialisationError(
                f"{stored_event.topic} {stored_event.originator_id} "
                f"version {stored_event.originator_version}: {error}"
            ) from error
        state["originator_id"] = stored_event.originator_id
        state["originator_version"] = stored_event.originator_version
        event: DomainEventProtocol[UUID] = object.__new__(cls)
        vars(event).update(state)
        return event


def _state(cls: type, stored: bytes) -> dict[str, Any]:
    class_version = getattr(cls, "class_version", 1)
    if class_version == 1 or stored.endswith(_written_at_the_end(class_version)):
        return _decoder(cls).decode(stored)
    state: dict[str, Any] = msgspec.json.decode(stored)
    for version in range(state.pop("class_version", 1), class_version):
        getattr(cls, f"upcast_v{version}_v{version + 1}")(state)
    typed: dict[str, Any] = msgspec.convert(state, _shape(cls))
    return typed


@lru_cache
def _written_at_the_end(class_version: int) -> bytes:
    """Of an event of today: no text within it can end like this. It needs no upcast."""
    return f',"class_version":{class_version}}}'.encode()


@lru_cache
def _decoder(cls: type) -> msgspec.json.Decoder[dict[str, Any]]:
    return msgspec.json.Decoder(_shape(cls))


@lru_cache
def _shape(cls: type) -> Any:
    hints = get_type_hints(cls, localns={"TAggregateID": UUID, "KW_ONLY": None})
    kept = {f.name: hints[f.name] for f in fields(cls) if f.name not in KEPT_IN_COLUMNS}
    return TypedDict(cls.__name__, kept)  # type: ignore[operator]  # a shape made at run time
