"""Who may use the board, in plain text: the row goes when a person is erased."""

from sqlalchemy import Boolean, Column, Index, MetaData, String, Table, Uuid

from projections.columns import Moment, Position

members = Table(
    "members",
    MetaData(),
    Column("user_id", Uuid, primary_key=True),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("role", String, nullable=False),
    Column("is_disabled", Boolean, nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("position", Position, nullable=False),
    Column("plan", String, nullable=False),
    Column("searched_name", String, nullable=False),
    Column("searched_email", String, nullable=False),
    Index("members_by_position", "position", unique=True),
)
"""What is searched is spelt as `searched` has it: neither database folds all letters by itself."""
