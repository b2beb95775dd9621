"""What a list of sounds is asked for: which of them, in which order, after which."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Query

from api.dependencies import Member
from api.paging import AS_IT_WAS_GIVEN, cursor_of, number_in, text_at
from api.people import Sought
from api.problems import InvalidCursorError
from domain.sound_labels import TAGS_MAX, TITLE_LENGTH_MAX
from projections.sound_search.queries import sought
from projections.sounds.listing import Wanted
from projections.sounds.orders import Key, Place, Sort, place_of
from projections.sounds.queries import SoundEntry

TYPES_MAX = 20

CURSOR_LENGTH_MAX = 600
"""A title has up to 80 letters of up to four bytes."""


async def _wanted(
    access: Member,
    types: Annotated[
        list[Sought] | None, Query(max_length=TYPES_MAX, description="SDB, TTS, EXT; others give nothing")
    ] = None,
    q: Annotated[str, Query(description="words, or beginnings of words, that all must be there")] = "",
    tags: Annotated[list[str], Query(max_length=TAGS_MAX, description="all of them")] = [],  # noqa: B006 - FastAPI copies it
    favourites: Annotated[bool, Query(description="yours alone")] = False,
    trashed: Annotated[bool, Query(description="what is in the trash, and nothing else")] = False,
    missing: Annotated[bool | None, Query(description="whose files are missing, or are not")] = None,
) -> Wanted:
    return Wanted(
        types=types,
        sought=sought(q, tags),
        favourites_of=access.user_id if favourites else None,
        trashed=trashed,
        missing=missing,
    )


OnTheList = Annotated[Wanted, Depends(_wanted)]


class Direction(StrEnum):
    ASCENDING = "asc"
    DESCENDING = "desc"


CURSOR = re.compile(
    f"(?P<sort>{'|'.join(Sort)}):(?P<direction>{'|'.join(Direction)}):"
    r"(?P<position>\d+):(?P<key>.*)",
    re.DOTALL,
)


@dataclass(frozen=True)
class SoundOrder:
    sort: Sort
    direction: Direction
    after: Place | None

    @property
    def descending(self) -> bool:
        return self.direction is Direction.DESCENDING

    def cursor_after(self, entry: SoundEntry) -> str:
        place = place_of(entry, self.sort)
        return cursor_of(f"{self.sort}:{self.direction}:{place.position}:{place.key}")


async def _order(
    sort: Sort = Sort.NEWEST,
    order: Annotated[Direction | None, Query(description="without it names go up, all else down")] = None,
    cursor: Annotated[
        str | None, Query(max_length=CURSOR_LENGTH_MAX, description="`next` of the page before")
    ] = None,
) -> SoundOrder:
    """Raises InvalidCursorError."""
    usual = Direction.ASCENDING if sort is Sort.NAME else Direction.DESCENDING
    direction = order or usual
    return SoundOrder(sort, direction, _place_at(cursor, sort, direction))


Order = Annotated[SoundOrder, Depends(_order)]


def _place_at(cursor: str | None, sort: Sort, direction: Direction) -> Place | None:
    text = text_at(cursor)
    if text is None:
        return None
    written = CURSOR.fullmatch(text)
    if written is None:
        raise InvalidCursorError(AS_IT_WAS_GIVEN)
    if (written["sort"], written["direction"]) != (sort, direction):
        raise InvalidCursorError(
            f"This cursor is of a list by {written['sort']}, {written['direction']}: "
            "ask for that, or begin anew without it."
        )
    return Place(_key_in(written["key"], sort), number_in(written["position"]))


def _key_in(text: str, sort: Sort) -> Key:
    if sort is not Sort.NAME:
        return number_in(text)
    if len(text) > TITLE_LENGTH_MAX or "\0" in text:
        raise InvalidCursorError(AS_IT_WAS_GIVEN)
    return text
