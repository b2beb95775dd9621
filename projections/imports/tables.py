"""The libraries that were brought in, and what became of the sounds of each."""

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Uuid

from projections.columns import Moment, Position

imports = Table(
    "imports",
    MetaData(),
    Column("import_id", Uuid, primary_key=True),
    Column("asked_by", Uuid, nullable=False),
    Column("sounds", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("counts", String, nullable=False),  # JSON
    Column("details", String, nullable=False),  # the same
    Column("reason", String, nullable=False),
    Column("position", Position, nullable=False),
    Index("imports_by_position", "position", unique=True),
)
