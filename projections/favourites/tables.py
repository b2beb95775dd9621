"""Who likes which sounds: the rows of somebody go when they are erased."""

from sqlalchemy import Column, MetaData, Table, Uuid

favourites = Table(
    "favourites",
    MetaData(),
    Column("user_id", Uuid, primary_key=True),
    Column("sound_id", Uuid, primary_key=True),
    sqlite_with_rowid=False,
)
