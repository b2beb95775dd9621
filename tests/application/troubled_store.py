"""A real log store on a bad day: what goes wrong, goes wrong exactly when a test says so."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import OperationalError, StoredEvent

from application.decision import Entailed
from application.records import Receipt, ReceiptKey
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.recorder import LogRecorder


class TroubledRecorder(LogRecorder):
    is_down = False
    loses_acknowledgement = False
    meanwhile: Callable[[], object] | None = None
    """What another process does once, between the decision and the commit."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, entailed: Entailed | None = None, **kwargs: Any
    ) -> Sequence[int]:
        if self.is_down:
            raise OperationalError("The connection was refused.")
        if (meanwhile := self.meanwhile) is not None:
            self.meanwhile = None
            meanwhile()
        positions = super().insert_events(stored_events, entailed=entailed, **kwargs)
        if self.loses_acknowledgement:
            self.loses_acknowledgement = False
            raise OperationalError("The connection was lost while it committed.")
        return positions


class TroubledStore(LogStore):
    has_a_bug = False
    after_question: Callable[[], object] | None = None
    """What another process does once, right after this one asked what is new."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.troubled = TroubledRecorder(self.writing, self.reading, self.event_mapper)
        self.recorder = self.troubled

    def receipts(self, keys: Sequence[ReceiptKey]) -> Mapping[ReceiptKey, Receipt]:
        if self.has_a_bug:
            raise ZeroDivisionError
        return super().receipts(keys)

    def changed_since(self, position: int) -> set[UUID]:
        changed = super().changed_since(position)
        if (after_question := self.after_question) is not None:
            self.after_question = None
            after_question()
        return changed
