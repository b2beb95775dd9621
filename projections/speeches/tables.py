"""What was asked to be spoken, and what became of it."""

from sqlalchemy import Column, Float, Index, Integer, MetaData, String, Table, Uuid

from projections.columns import Moment, Position

speeches = Table(
    "speeches",
    MetaData(),
    Column("speech_id", Uuid, primary_key=True),
    Column("state", String, nullable=False),
    Column("text", String, nullable=False),
    Column("voice", String, nullable=False),
    Column("speed", Float, nullable=False),
    Column("title", String, nullable=False),
    Column("requested_by", Uuid, nullable=False),
    Column("price", Integer, nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("sound_id", Uuid),
    Column("reason", String, nullable=False),
    Column("position", Position, nullable=False),
    Index("speeches_of_user", "requested_by", "position"),
)
