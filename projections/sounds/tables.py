"""The sound catalogue.

Columns that version 1 did not have say by their default what its rows mean, until those of today are built.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    false,
    text,
)

from projections.columns import InOrder, Moment, Position

EMPTY, ZERO = text("''"), text("0")
NO_LIST, NO_DETAILS = text("'[]'"), text("'{}'")

FILTERED = ("sound_type", "is_missing")
"""At the end of each order, so that what is not wanted is passed over without a look at its row."""

sounds = Table(
    "sounds",
    MetaData(),
    Column("sound_id", Uuid, primary_key=True),
    Column("sound_type", String, nullable=False),
    Column("title", String, nullable=False),
    Column("sorted_title", InOrder, nullable=False, server_default=EMPTY),  # as `folded` has it
    Column("description", String, nullable=False, server_default=EMPTY),
    Column("tags", String, nullable=False, server_default=NO_LIST),  # JSON
    Column("colour", String, nullable=False, server_default=EMPTY),
    Column("path", String, nullable=False),
    Column("original_name", String, nullable=False, server_default=EMPTY),
    Column("size_bytes", BigInteger, nullable=False),
    Column("file_ms", BigInteger, nullable=False, server_default=ZERO),
    Column("sha256", String, nullable=False),
    Column("modified_ns", BigInteger, nullable=False, server_default=ZERO),
    Column("duration_ms", BigInteger, nullable=False),  # of what is heard
    Column("gain_db", Float, nullable=False, server_default=ZERO),
    Column("start_ms", BigInteger, nullable=False, server_default=ZERO),
    Column("end_ms", BigInteger, nullable=False, server_default=ZERO),  # 0 for the end of the file
    Column("normalized_path", String, nullable=False, server_default=EMPTY),  # empty: not normalised
    Column("normalized_size", BigInteger, nullable=False, server_default=ZERO),
    Column("normalized_ms", BigInteger, nullable=False, server_default=ZERO),
    Column("normalized_sha256", String, nullable=False, server_default=EMPTY),
    # JSON: method, loudness before and after, target
    Column("normalization", String, nullable=False, server_default=NO_DETAILS),
    Column("normalizing_failed", String, nullable=False, server_default=EMPTY),  # why; empty: it did not
    Column("is_missing", Boolean, nullable=False),
    Column("is_trashed", Boolean, nullable=False, server_default=false()),
    Column("registered_at", Moment, nullable=False),
    Column("registered_by", Uuid, nullable=False),
    Column("play_count", Integer, nullable=False),
    Column("last_played_at", Moment, nullable=False),  # `NEVER` where it was not
    Column("position", Position, nullable=False),
    Index("sounds_by_position", "position", unique=True),
    Index("sounds_by_newest", "is_trashed", "position", *FILTERED),
    Index("sounds_by_name", "is_trashed", "sorted_title", "position", *FILTERED),
    Index("sounds_by_plays", "is_trashed", "play_count", "position", *FILTERED),
    Index("sounds_by_last_play", "is_trashed", "last_played_at", "position", *FILTERED),
    Index("sounds_by_length", "is_trashed", "duration_ms", "position", *FILTERED),
    Index(
        "sounds_by_size",
        "sound_type",
        "is_trashed",
        "is_missing",
        "duration_ms",
        "size_bytes",
        "normalized_size",
    ),
)
