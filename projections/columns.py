"""Column types that give back the same values on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

NEVER = _EPOCH
"""For what has not happened yet, where an order needs a time."""

Position = BigInteger().with_variant(Integer, "sqlite")

InOrder = String().with_variant(String(collation="C"), "postgresql")
"""Text in the order of its code points, whatever the database takes for an alphabet."""


class Moment(TypeDecorator[datetime]):
    """A time, kept as microseconds since 1970 (UTC): exact, and compared as a number."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else microseconds(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _EPOCH + timedelta(microseconds=value)


def microseconds(at: datetime) -> int:
    """As a `Moment` is kept."""
    return (at - _EPOCH) // _MICROSECOND
