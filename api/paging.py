"""Lists a page at a time: an opaque cursor for the next, and limit and offset for those who count."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from api.problems import InvalidCursorError

PAGE_MAX = 200
OFFSET_MAX = 1_000_000

POSITION_DIGITS_MAX = 18
"""What fits the databases' integers."""

AS_IT_WAS_GIVEN = "A cursor is the `next` of the page before, as it was given."

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
Offset = Annotated[int, Query(ge=0, le=OFFSET_MAX)]
Cursor = Annotated[str | None, Query(max_length=200, description="`next` of the page before")]


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next: str | None


def cursor_of(key: int | str) -> str:
    return urlsafe_b64encode(str(key).encode()).decode().rstrip("=")


def number_at(cursor: str | None) -> int | None:
    """Raises InvalidCursorError."""
    text = text_at(cursor)
    return None if text is None else number_in(text)


def number_in(text: str) -> int:
    """Raises InvalidCursorError."""
    if not is_position(text):
        raise InvalidCursorError(AS_IT_WAS_GIVEN)
    return int(text)


def is_position(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= POSITION_DIGITS_MAX


def text_at(cursor: str | None) -> str | None:
    """Raises InvalidCursorError."""
    if cursor is None:
        return None
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        raise InvalidCursorError(AS_IT_WAS_GIVEN) from None
