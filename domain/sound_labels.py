"""What is noted on a sound: its title, its description, its tags, its colour, how often it was played."""

import re
import unicodedata
from collections.abc import Iterable

from domain.errors import (
    InvalidColourError,
    InvalidDescriptionError,
    InvalidPlaysError,
    InvalidTagError,
    InvalidTitleError,
)
from domain.printable import is_printable

TITLE_LENGTH_MAX = 80
DESCRIPTION_LENGTH_MAX = 500
TAG_LENGTH_MAX = 30

TAGS_MAX = 20
"""More are not read on a phone."""

PLAYS_CARRIED_MAX = 1_000_000_000
"""As many again fit into the columns that count."""

COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def valid_title(title: str) -> str:
    """Raises InvalidTitleError."""
    if not title.strip() or len(title) > TITLE_LENGTH_MAX or not is_printable(title):
        raise InvalidTitleError(f"A title has 1 to {TITLE_LENGTH_MAX} printable characters.")
    return title


def valid_description(description: str) -> str:
    """Raises InvalidDescriptionError; empty is none."""
    lines = description.split("\n")
    if len(description) > DESCRIPTION_LENGTH_MAX or not all(map(is_printable, lines)):
        raise InvalidDescriptionError(
            f"A description has up to {DESCRIPTION_LENGTH_MAX} printable characters, in lines."
        )
    return description


def as_tag(written: str) -> str:
    """In lower case, of letters put together; a dotted I is an i, as it is typed elsewhere."""
    lower = unicodedata.normalize("NFC", " ".join(written.split())).lower()
    return unicodedata.normalize("NFC", lower.replace("i\N{COMBINING DOT ABOVE}", "i"))


def valid_tags(tags: Iterable[str]) -> list[str]:
    """Each once, in lower case, in order. Raises InvalidTagError."""
    written = sorted(set(map(as_tag, tags)))
    if len(written) > TAGS_MAX:
        raise InvalidTagError(f"A sound has up to {TAGS_MAX} tags.")
    for tag in written:
        if not 0 < len(tag) <= TAG_LENGTH_MAX or not is_printable(tag):
            raise InvalidTagError(f"A tag has 1 to {TAG_LENGTH_MAX} printable characters.")
    return written


def valid_colour(colour: str) -> str:
    """Raises InvalidColourError; empty is none."""
    if colour and not COLOUR.fullmatch(colour):
        raise InvalidColourError("A colour is written like #ff8800, in lower case.")
    return colour


def valid_plays(plays: int) -> int:
    """Raises InvalidPlaysError."""
    if not 0 <= plays <= PLAYS_CARRIED_MAX:
        raise InvalidPlaysError(f"A sound was played 0 to {PLAYS_CARRIED_MAX:,} times before it came here.")
    return plays
