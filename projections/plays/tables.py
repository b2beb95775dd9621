"""The history of plays."""

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Uuid

from projections.columns import Moment, Position

plays = Table(
    "plays",
    MetaData(),
    Column("play_id", Uuid, primary_key=True),
    Column("sound_id", Uuid, nullable=False),
    Column("requested_by", Uuid),
    Column("state", String, nullable=False),
    Column("price", Integer, nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("reason", String, nullable=False),
    Column("position", Position, nullable=False),
    Index("plays_by_position", "position", unique=True),
    Index("plays_by_member", "requested_by", "position"),
    Index("plays_by_sound", "sound_id", "position"),
)
