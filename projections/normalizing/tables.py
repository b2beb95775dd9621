"""The batches in which sounds were normalised, and what became of each of them."""

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, Uuid

from projections.columns import Moment, Position

batches = Table(
    "normalizing",
    MetaData(),
    Column("batch_id", Uuid, primary_key=True),
    Column("sound_type", String, nullable=False),  # empty for every type
    Column("is_forced", Boolean, nullable=False),
    Column("passes", Integer),
    Column("state", String, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("counts", String, nullable=False),
    Column("details", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("position", Position, nullable=False),
)
