"""The sound catalogue."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Uuid

from projections.columns import Moment, Position

sounds = Table(
    "sounds",
    MetaData(),
    Column("sound_id", Uuid, primary_key=True),
    Column("sound_type", String, nullable=False),
    Column("title", String, nullable=False),
    Column("path", String, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("duration_ms", BigInteger, nullable=False),
    Column("sha256", String, nullable=False),
    Column("is_missing", Boolean, nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("registered_by", Uuid, nullable=False),
    Column("play_count", Integer, nullable=False),
    Column("last_played_at", Moment),
    Column("position", Position, nullable=False),
    Index("sounds_by_position", "position", unique=True),
    Index("sounds_by_type", "sound_type", "position"),
)
