"""What people write on a sound: its title, its description, its tags, its colour."""

import re
from collections.abc import Iterable

from domain.errors import InvalidColourError, InvalidDescriptionError, InvalidTagError, InvalidTitleError

TITLE_LENGTH_MAX = 80
DESCRIPTION_LENGTH_MAX = 500
TAG_LENGTH_MAX = 30

TAGS_MAX = 20
"""More are not read on a phone."""

COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def valid_title(title: str) -> str:
    """Raises InvalidTitleError."""
    if not title.strip() or len(title) > TITLE_LENGTH_MAX or not title.isprintable():
        raise InvalidTitleError(f"A title has 1 to {TITLE_LENGTH_MAX} printable characters.")
    return title


def valid_description(description: str) -> str:
    """Raises InvalidDescriptionError; empty is none."""
    lines = description.split("\n")
    if len(description) > DESCRIPTION_LENGTH_MAX or not all(line.isprintable() for line in lines):
        raise InvalidDescriptionError(
            f"A description has up to {DESCRIPTION_LENGTH_MAX} printable characters, in lines."
        )
    return description


def valid_tags(tags: Iterable[str]) -> list[str]:
    """Each once, in lower case, in order. Raises InvalidTagError."""
    written = sorted({" ".join(tag.split()).lower() for tag in tags})
    if len(written) > TAGS_MAX:
        raise InvalidTagError(f"A sound has up to {TAGS_MAX} tags.")
    for tag in written:
        if not 0 < len(tag) <= TAG_LENGTH_MAX or not tag.isprintable():
            raise InvalidTagError(f"A tag has 1 to {TAG_LENGTH_MAX} printable characters.")
    return written


def valid_colour(colour: str) -> str:
    """Raises InvalidColourError; empty is none."""
    if colour and not COLOUR.fullmatch(colour):
        raise InvalidColourError("A colour is written like #ff8800, in lower case.")
    return colour
