"""Everybody who has a ledger, asked of the read model once it is level with the log."""

from collections.abc import Iterator, Sequence
from threading import Event
from uuid import UUID

from infrastructure.log_store.log_store import LogStore
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.read_store.watermark import Watermark
from projections.credits.queries import users_after

PAGE = 1_000
LOOK_EVERY_SECONDS = 0.05


class LedgerOwners:
    def __init__(self, log: LogStore, watermark: Watermark, queries: ReadDatabase) -> None:
        self._log = log
        self._watermark = watermark
        self._queries = queries

    def after(self, user_id: UUID | None, is_closing: Event) -> Iterator[Sequence[UUID]]:
        """In pages, in the order of their ids. Ends early where the server stops."""
        position = self._log.last_position()
        while not self._watermark.has_reached(position, ("credits",)):
            if is_closing.wait(LOOK_EVERY_SECONDS):
                return
        while page := self._queries.run(users_after, user_id, limit=PAGE):
            yield page
            user_id = page[-1]
