"""The tables of the log store: what cannot be rebuilt. Alembic makes them; this is how we name them.

Times are seconds since 1970, UTC; keys are in hexadecimal.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

metadata = MetaData()

Position = BigInteger().with_variant(Integer, "sqlite")

events = Table(
    "events",
    metadata,
    Column("position", Position, primary_key=True, autoincrement=True),
    Column("originator_id", Uuid, nullable=False),
    Column("originator_version", Integer, nullable=False),
    Column("topic", String, nullable=False),
    Column("state", LargeBinary, nullable=False),
    UniqueConstraint("originator_id", "originator_version", name="events_stream"),
    sqlite_autoincrement=True,
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("originator_id", Uuid, primary_key=True),
    Column("originator_version", Integer, primary_key=True),
    Column("topic", String, nullable=False),
    Column("state", LargeBinary, nullable=False),
)

work = Table(
    "work",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", String, nullable=False),
    Column("reference", Uuid, nullable=False),
    Column("asked_at", Double, nullable=False),
    Column("deadline", Double, nullable=False),
    Column("leased_until", Double, nullable=False, default=0.0),
    Column("attempt", Integer, nullable=False, default=0),
    Index("work_by_deadline", "deadline"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("actor_id", Uuid, primary_key=True),
    Column("key", String, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("given_at", Double, nullable=False),
    Index("receipts_by_time", "given_at"),
)

credentials = Table(
    "credentials",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("password_hash", String, nullable=False),
)

personal_keys = Table(
    "personal_keys",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("key", String, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("device", String, nullable=False),
    Column("begun_at", Double, nullable=False),
    Column("refreshed_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False),
    Index("sessions_by_user", "user_id"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("token_id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("name", String, nullable=False),
    Column("scopes", String, nullable=False),
    Column("secret_hash", String, nullable=False),
    Column("issued_at", Double, nullable=False),
    Column("expires_at", Double),
    Column("used_at", Double),
    Index("api_tokens_by_user", "user_id"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("key", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("expires_at", Double, nullable=False),
    Index("attempts_by_expiry", "expires_at"),
)

seals = Table(
    "seals",
    metadata,
    Column("number", Position, primary_key=True, autoincrement=False),
    Column("first_position", BigInteger, nullable=False),
    Column("last_position", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
    Column("entries", LargeBinary, nullable=False),
    Column("sealed_at", Double, nullable=False),
    Column("previous_head", LargeBinary, nullable=False),
    Column("head", LargeBinary, nullable=False),
)

OF_PEOPLE = (credentials, personal_keys, sessions, api_tokens)
"""Whose rows go with their owner, without a trace."""
