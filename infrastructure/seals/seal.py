"""A seal: what a segment of the log was, and all before it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from struct import Struct
from typing import Self

from infrastructure.seals.stored_events import BEGINNING, END, ENTRY_BYTES, position_of

_header = Struct(">qqqqdQQ")


@dataclass(frozen=True)
class Head:
    """The end of the chain: whoever keeps it elsewhere can tell later whether it was ever made anew."""

    segment: int
    position: int
    hash: str
    sealed_at: datetime


@dataclass(frozen=True)
class Seal:
    number: int
    first_position: int
    last_position: int
    count: int
    entries: bytes
    sealed_at: float
    previous_head: bytes
    head: bytes

    @property
    def is_intact(self) -> bool:
        """Whether it is what was sealed, as far as one seal can tell of itself."""
        return self.head == self.computed_head() and self == self.with_entries(self.entries, head=self.head)

    @property
    def next_position(self) -> int:
        return BEGINNING if self.number == 0 else min(self.last_position + 1, END)

    def computed_head(self) -> bytes:
        """SHA-256 over everything else; lengths first."""
        header = _header.pack(
            self.number,
            self.first_position,
            self.last_position,
            self.count,
            self.sealed_at,
            len(self.previous_head),
            len(self.entries),
        )
        return sha256(header + self.previous_head + self.entries).digest()

    def with_entries(self, entries: bytes, *, head: bytes = b"") -> Self:
        """With the head that follows, unless another is given."""
        filled = replace(
            self,
            first_position=position_of(entries[:ENTRY_BYTES]),
            last_position=position_of(entries[-ENTRY_BYTES:]),
            count=len(entries) // ENTRY_BYTES,
            entries=entries,
        )
        return replace(filled, head=head or filled.computed_head())

    def exported(self) -> Head:
        at = datetime.fromtimestamp(self.sealed_at, UTC)
        return Head(self.number, self.last_position, self.head.hex(), at)


GENESIS = Seal(
    number=0,
    first_position=0,
    last_position=0,
    count=0,
    entries=b"",
    sealed_at=0.0,
    previous_head=b"",
    head=bytes(32),
)
"""What the first seal follows."""


def seal_after(previous: Seal, entries: Iterable[bytes], *, at: datetime) -> Seal:
    begun = replace(
        GENESIS, number=previous.number + 1, sealed_at=at.timestamp(), previous_head=previous.head
    )
    return begun.with_entries(b"".join(entries))
