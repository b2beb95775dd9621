"""The sessions that are open: rows beside the log, begun and ended by commands, refreshed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine, delete, select, update

from application.ports import Clock
from infrastructure.databases import WritingDatabase
from infrastructure.log_store.recorder import translated_errors
from infrastructure.log_store.tables import sessions


@dataclass(frozen=True)
class Session:
    """Times are seconds since 1970, UTC. `generation` counts how often it was refreshed."""

    session_id: UUID
    user_id: UUID
    epoch: int
    generation: int
    device: str
    begun_at: float
    refreshed_at: float
    expires_at: float


class SessionTable:
    def __init__(self, writing: WritingDatabase, reading: Engine, clock: Clock) -> None:
        self._writing = writing
        self._reading = reading
        self._clock = clock

    def find(self, session_id: UUID) -> Session | None:
        """None also for one that has expired."""
        now = self._clock.now().timestamp()
        query = select(sessions).where(sessions.c.session_id == session_id, sessions.c.expires_at > now)
        with translated_errors(), self._reading.connect() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else Session(*row)

    def of_user(self, user_id: UUID) -> Sequence[Session]:
        """Those used last come first."""
        now = self._clock.now().timestamp()
        query = select(sessions).where(sessions.c.user_id == user_id, sessions.c.expires_at > now)
        with translated_errors(), self._reading.connect() as connection:
            return [
                Session(*row) for row in connection.execute(query.order_by(sessions.c.refreshed_at.desc()))
            ]

    def advance(self, session_id: UUID, generation: int, life: timedelta) -> None:
        """From now on this generation is the newest; doing it twice, or late, changes nothing.

        Not flushed: a power cut may undo it, and then the newer token tells us how far we were.
        """
        now = self._clock.now()
        change = (
            update(sessions)
            .where(sessions.c.session_id == session_id, sessions.c.generation < generation)
            .values(
                generation=generation,
                refreshed_at=now.timestamp(),
                expires_at=(now + life).timestamp(),
            )
        )
        with translated_errors(), self._writing.hasty_transaction() as connection:
            connection.execute(change)

    def forget_expired(self) -> None:
        gone = delete(sessions).where(sessions.c.expires_at <= self._clock.now().timestamp())
        with translated_errors(), self._writing.hasty_transaction() as connection:
            connection.execute(gone)
