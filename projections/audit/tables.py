"""What hosts did, to whom and why: one row an act. Names are not kept here but looked up when asked."""

from sqlalchemy import Column, Index, MetaData, String, Table, Uuid

from projections.columns import Moment, Position

audit = Table(
    "audit",
    MetaData(),
    Column("position", Position, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor_id", Uuid, nullable=False),
    Column("subject_id", Uuid),
    Column("action", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("details", String, nullable=False),
    Index("audit_by_actor", "actor_id", "position"),
    Index("audit_by_subject", "subject_id", "position"),
    Index("audit_by_action", "action", "position"),
)
"""`details` is JSON. No subject has what was done for the board."""
