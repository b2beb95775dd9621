"""The words of each sound: its own, beside the sound, so that a play does not write them anew.

They are spelt as `projections/words.py` has them, with spaces between.
"""

from sqlalchemy import Column, Index, MetaData, String, Table, Uuid

from projections.columns import Position
from projections.full_text import FullText

sound_words = Table(
    "sound_words",
    MetaData(),
    Column("position", Position, primary_key=True, autoincrement=False),
    Column("sound_id", Uuid, nullable=False),
    Column("title", String, nullable=False),
    Column("description", String, nullable=False),
    Column("tags", String, nullable=False),
    Column("original_name", String, nullable=False),
    Index("sound_words_by_sound", "sound_id", unique=True),
)
"""`position` is that of the sound in the catalogue."""

words = FullText(
    "sound_words_found", sound_words, "position", ("title", "description", "tags", "original_name")
)
