"""The sound catalogue."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, MetaData, String, Table, Uuid

from projections.columns import Moment, Position

sounds = Table(
    "sounds",
    MetaData(),
    Column("sound_id", Uuid, primary_key=True),
    Column("sound_type", String, nullable=False),
    Column("title", String, nullable=False),
    Column("description", String, nullable=False),
    Column("tags", String, nullable=False),  # a JSON list
    Column("colour", String, nullable=False),
    Column("path", String, nullable=False),
    Column("original_name", String, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("file_ms", BigInteger, nullable=False),
    Column("sha256", String, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
    Column("duration_ms", BigInteger, nullable=False),  # of what is heard
    Column("gain_db", Float, nullable=False),
    Column("start_ms", BigInteger, nullable=False),
    Column("end_ms", BigInteger, nullable=False),  # 0 for the end of the file
    Column("normalized_path", String, nullable=False),  # empty where it is not normalised
    Column("normalized_size", BigInteger, nullable=False),
    Column("normalized_ms", BigInteger, nullable=False),
    Column("normalized_sha256", String, nullable=False),
    Column("normalization", String, nullable=False),  # JSON: method, loudness before and after, target
    Column("normalizing_failed", String, nullable=False),  # why; empty where it did not
    Column("is_missing", Boolean, nullable=False),
    Column("is_trashed", Boolean, nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("registered_by", Uuid, nullable=False),
    Column("play_count", Integer, nullable=False),
    Column("last_played_at", Moment),
    Column("position", Position, nullable=False),
    Index("sounds_by_position", "position", unique=True),
    Index("sounds_by_type", "sound_type", "position"),
)
