"""Which sound has which tags: one row each."""

from sqlalchemy import Boolean, Column, Index, MetaData, Table, Uuid

from projections.columns import InOrder

sound_tags = Table(
    "sound_tags",
    MetaData(),
    Column("sound_id", Uuid, primary_key=True),
    Column("tag_id", Uuid, primary_key=True),
    Column("tag", InOrder, nullable=False),
    Column("is_trashed", Boolean, nullable=False),
    Index("sound_tags_by_tag", "is_trashed", "tag"),
)
"""`tag_id` follows from the tag: text is not put in the same order everywhere."""
