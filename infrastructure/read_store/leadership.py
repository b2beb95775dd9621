"""Which of several processes projects.

The guard on positions is what keeps the tables right; this only saves doing the work twice.
"""

import time
from typing import Any

from sqlalchemy import event, text

from infrastructure.databases import WritingDatabase

LEADER_LOCK = 0x6C656164
TRY_EVERY_SECONDS = 1.0


class Leadership:
    """Held by the session of the writing connection: when that ends, so does the leadership."""

    def __init__(self, database: WritingDatabase) -> None:
        self._database = database
        self._next_try = 0.0
        self.is_held = database.is_sqlite
        if not database.is_sqlite:
            event.listen(database.engine, "connect", self._begin_session)

    def try_to_take(self) -> bool:
        """Whether it was taken just now."""
        if self.is_held or time.monotonic() < self._next_try:
            return False
        self._next_try = time.monotonic() + TRY_EVERY_SECONDS
        with self._database.transaction() as connection:
            taken: bool = connection.execute(
                text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LEADER_LOCK}
            ).scalar_one()
        self.is_held = taken
        return taken

    def _begin_session(self, _connection: Any, _record: Any) -> None:
        self.is_held = False
