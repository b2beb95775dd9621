"""How often each sound was played: in all, and by the hour.

`plays_until` counts all plays of the sound up to the end of that hour. So "since when" is one look-up
a sound, whether a thousand plays came before or a million.
"""

from sqlalchemy import BigInteger, Column, Index, MetaData, String, Table, Uuid

from projections.columns import Moment

_metadata = MetaData()

plays_in_all = Table(
    "plays_in_all",
    _metadata,
    Column("sound_id", Uuid, primary_key=True),
    Column("sound_type", String, nullable=False),
    Column("plays", BigInteger, nullable=False),
    Column("last_hour", Moment, nullable=False),
    Index("plays_in_all_by_plays", "plays", "sound_id"),
    Index("plays_in_all_by_type", "sound_type", "plays", "sound_id"),
    Index("plays_in_all_by_hour", "last_hour"),
)

plays_by_hour = Table(
    "plays_by_hour",
    _metadata,
    Column("sound_id", Uuid, primary_key=True),
    Column("hour", Moment, primary_key=True),
    Column("plays", BigInteger, nullable=False),
    Column("plays_until", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
