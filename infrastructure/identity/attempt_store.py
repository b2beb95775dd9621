"""Where attempts are counted: in the log store, which a restart does not empty."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from eventsourcing.persistence import PersistenceError
from limits.storage import MovingWindowSupport, Storage
from sqlalchemy import ColumnElement, Connection, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from application.errors import StoreUnavailableError
from application.ports import Clock
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.recorder import translated_errors
from infrastructure.log_store.tables import attempts

CLEANED_EVERY_SECONDS = 600
"""Counts that ended take some hundred bytes each until then."""


class AttemptStore(Storage, MovingWindowSupport):
    """Counts for the strategies of `limits`; keys are the caller's, and must tell nothing of people.

    Raises StoreUnavailableError where a count cannot be written or read: what is not counted is not let
    through. Counts are not flushed to the disk one by one. A power cut may undo those of the last moment.
    """

    STORAGE_SCHEME = None  # made here, never from an address

    def __init__(self, log: LogStore, clock: Clock) -> None:
        super().__init__()
        self._log = log
        self._clock = clock
        self._insert: Any = sqlite.insert if log.is_sqlite else postgresql.insert
        self._cleaned_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        return StoreUnavailableError

    # Windows that begin with their first attempt, and end after their time.

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = self._now()
        has_ended = attempts.c.expires_at <= now
        statement = self._upsert(
            key,
            amount,
            now + expiry,
            set_={
                "count": case((has_ended, amount), else_=attempts.c.count + amount),
                "expires_at": case((has_ended, now + expiry), else_=attempts.c.expires_at),
            },
        )
        with self._writing() as connection:
            return int(connection.execute(statement).scalar_one())

    def get(self, key: str) -> int:
        return self._standing(key)[0]

    def get_expiry(self, key: str) -> float:
        return self._standing(key)[1]

    # Windows that end so long after the last attempt that was let through.

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """No span of so many seconds has more than `limit`, wherever it begins; one row is enough."""
        now = self._now()
        has_ended = attempts.c.expires_at <= now
        statement = self._upsert(
            key,
            amount,
            now + expiry,
            set_={
                "count": case((has_ended, amount), else_=attempts.c.count + amount),
                "expires_at": now + expiry,
            },
            where=has_ended | (attempts.c.count + amount <= limit),
        )
        with self._writing() as connection:
            return connection.execute(statement).scalar_one_or_none() is not None

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002 - asked so
        count, ends = self._standing(key)
        return ends - expiry, count

    # Both.

    def give_back(self, key: str) -> None:
        fewer = update(attempts).where(attempts.c.key == key, attempts.c.count > 0)
        with self._writing() as connection:
            connection.execute(fewer.values(count=attempts.c.count - 1))

    def clear(self, key: str) -> None:
        with self._writing() as connection:
            connection.execute(delete(attempts).where(attempts.c.key == key))

    def reset(self) -> int:
        with self._writing() as connection:
            return connection.execute(delete(attempts)).rowcount

    def check(self) -> bool:
        try:
            self._standing("")
        except StoreUnavailableError:
            return False
        return True

    def _standing(self, key: str) -> tuple[int, float]:
        """How many there are, and when they end; none, and now, where there is no window."""
        now = self._now()
        query = select(attempts.c.count, attempts.c.expires_at).where(
            attempts.c.key == key, attempts.c.expires_at > now
        )
        with _unavailable(), self._log.reading.connect() as connection:
            found = connection.execute(query).one_or_none()
        return (0, now) if found is None else (found[0], found[1])

    def _upsert(
        self,
        key: str,
        amount: int,
        expires_at: float,
        *,
        set_: dict[str, Any],
        where: ColumnElement[bool] | None = None,
    ) -> Any:
        """One statement, so that many at once, of several processes too, are counted one after the other."""
        new = self._insert(attempts).values(key=key, count=amount, expires_at=expires_at)
        return new.on_conflict_do_update(index_elements=["key"], set_=set_, where=where).returning(
            attempts.c.count
        )

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _unavailable():
            with self._log.writing.hasty_transaction() as connection:
                yield connection
            self._clean()

    def _clean(self) -> None:
        now = self._now()
        if now - self._cleaned_at >= CLEANED_EVERY_SECONDS:
            self._cleaned_at = now
            with self._log.writing.hasty_transaction() as connection:
                connection.execute(delete(attempts).where(attempts.c.expires_at <= now))

    def _now(self) -> float:
        return self._clock.now().timestamp()


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        with translated_errors():
            yield
    except (PersistenceError, SQLAlchemyError) as error:
        raise StoreUnavailableError("Attempts cannot be counted now. Try again in a moment.") from error
