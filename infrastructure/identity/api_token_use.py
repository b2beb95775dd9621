"""When each API token was used last: noted without a wait, and written once in a while."""

import asyncio
import logging
import time
from uuid import UUID

from eventsourcing.persistence import PersistenceError

from infrastructure.identity.api_tokens import ApiTokenTable

WRITTEN_EVERY_SECONDS = 60.0
"""A stream deck is pressed often; its owner wants to know the day."""

NOTED_MAX = 10_000

logger = logging.getLogger(__name__)


class ApiTokenUse:
    def __init__(self, table: ApiTokenTable) -> None:
        self._table = table
        self._written_at: dict[UUID, float] = {}
        self._writing: set[asyncio.Task[None]] = set()

    def note(self, token_id: UUID) -> None:
        """On an event loop."""
        now = time.monotonic()
        if now - self._written_at.get(token_id, -WRITTEN_EVERY_SECONDS) < WRITTEN_EVERY_SECONDS:
            return
        if len(self._written_at) >= NOTED_MAX:
            self._written_at.clear()
        self._written_at[token_id] = now
        task = asyncio.create_task(self._write(token_id))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _write(self, token_id: UUID) -> None:
        try:
            await asyncio.to_thread(self._table.note_use, token_id)
        except PersistenceError as error:
            logger.warning("the last use of an API token was not written: %s", error)
