"""The list of an archive: which sounds there are, what is said of each, and which member is its file.

A sound stands on a line of its own. Of people it has the name of who brought it in, for those who read it;
an import takes no names over.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from domain.sound_labels import PLAYS_CARRIED_MAX
from domain.values import SoundType
from infrastructure.files.errors import ArchiveTooLargeError, ArchiveVersionError, InvalidArchiveError

LIST = "library.json"
FORMAT = "soundboard-library"
VERSION = 1

SOUNDS_MAX = 100_000
LIST_BYTES_MAX = 128 << 20
"""A hundred thousand sounds of 1.3 kB; most need half a kilobyte."""

TAGS_LISTED_MAX = 1_000
TEXT_LENGTH_MAX = 10_000
"""Of what no sound may have, but its list: some are refused with a reason, and more are no list."""

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Meta(ge=0, le=PLAYS_CARRIED_MAX)]
Milliseconds = Annotated[int, Meta(ge=0, lt=1 << 53)]
Moment = Annotated[datetime, Meta(tz=True)]
Words = Annotated[str, Meta(max_length=TEXT_LENGTH_MAX)]


class ListedSound(Struct, kw_only=True, frozen=True):
    id: UUID
    type: SoundType
    title: Words
    description: Words = ""
    tags: Annotated[list[Words], Meta(max_length=TAGS_LISTED_MAX)] = []
    colour: Words = ""
    gain_db: float = 0.0
    start_ms: Milliseconds = 0
    end_ms: Milliseconds | None = None
    original_name: Words = ""
    play_count: Count = 0
    last_played_at: Moment | None = None
    sha256: Sha256
    size_bytes: Annotated[int, Meta(ge=0, lt=1 << 53)]
    duration_ms: Milliseconds
    is_trashed: bool = False
    is_missing: bool = False
    is_damaged: bool = False
    brought_in_by: Words | None = None
    audio: Words | None = None
    """The member that is its file."""


class _Kind(Struct):
    format: str
    version: int


class _List(Struct):
    sounds: list[ListedSound]


def encoded(sound: ListedSound) -> bytes:
    return msgspec.json.encode(sound)


def written(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The whole list, piece by piece."""
    yield f'{{"format":"{FORMAT}","version":{VERSION},"sounds":['.encode()
    separator = b"\n"
    for line in lines:
        yield separator + line.rstrip(b"\n")
        separator = b",\n"
    yield b"\n]}\n"


def read(document: bytes) -> list[ListedSound]:
    """Raises ArchiveTooLargeError, ArchiveVersionError, InvalidArchiveError."""
    try:
        kind = msgspec.json.decode(document, type=_Kind)
        if kind.format != FORMAT:
            raise InvalidArchiveError(f"{LIST} is not the list of a library.")
        if kind.version != VERSION:
            raise ArchiveVersionError(
                f"The archive is of version {kind.version}; this board reads {VERSION}. Upgrade it first."
            )
        sounds = msgspec.json.decode(document, type=_List).sounds
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidArchiveError(f"{LIST} cannot be read: {str(error)[:200]}.") from None
    if len(sounds) > SOUNDS_MAX:
        raise ArchiveTooLargeError(f"An archive lists at most {SOUNDS_MAX:,} sounds.")
    return sounds
