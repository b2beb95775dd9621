"""What became of each sound: one row a change. Names are not kept here but looked up when asked."""

from sqlalchemy import Column, Index, MetaData, String, Table, Uuid

from projections.columns import Moment, Position

sound_history = Table(
    "sound_history",
    MetaData(),
    Column("position", Position, primary_key=True, autoincrement=False),
    Column("sound_id", Uuid, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor_id", Uuid),
    Column("change", String, nullable=False),
    Column("details", String, nullable=False),
    Index("sound_history_by_sound", "sound_id", "position"),
)
"""`change` is the name of the event, `details` is JSON."""
