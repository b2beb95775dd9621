"""Which sounds have certain words and tags."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Dialect, Select, exists, func, select

from projections.sound_search.spelling import NOBODYS_WORD, whole_tag
from projections.sound_search.tables import words
from projections.words import WORDS_SOUGHT_MAX, words_sought


@dataclass(frozen=True)
class Sought:
    """Nothing of it is anything that a database could take for an instruction."""

    beginnings: Sequence[str]
    tags: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.beginnings or self.tags)

    def positions(self, dialect: Dialect) -> Select[int]:
        """Of the sounds that have all of it; something must be sought."""
        return words.found(dialect, self.beginnings, map(whole_tag, self.tags))

    def is_of(self, position: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether the sound there has all of it; on SQLite."""
        has_it = words.in_row(self.beginnings, map(whole_tag, self.tags))
        return exists().where(words.table.c.position == position, has_it)


NOTHING = Sought([], [])


def sought(text: str, tags: Sequence[str] = ()) -> Sought:
    """Words by their beginnings, tags as a whole. An empty text seeks nothing; signs alone are nowhere."""
    beginnings = words_sought(text)[:WORDS_SOUGHT_MAX]
    if not beginnings and text.strip():
        beginnings = [NOBODYS_WORD]
    return Sought(beginnings, tags)


def count(connection: Connection, what: Sought, most: int) -> int:
    """How many sounds have it, up to `most`: to choose how to look for them; not exact a moment later."""
    some = what.positions(connection.dialect).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())
