"""The library's scans, and what each of them found."""

from sqlalchemy import Boolean, Column, Index, MetaData, String, Table, Uuid

from projections.columns import Moment, Position

scans = Table(
    "scans",
    MetaData(),
    Column("scan_id", Uuid, primary_key=True),
    Column("is_deep", Boolean, nullable=False),
    Column("state", String, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("counts", String, nullable=False),
    Column("details", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("position", Position, nullable=False),
    Index("scans_by_position", "position", unique=True),
)
