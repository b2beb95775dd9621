"""Follows the chain of seals through the log, and names whatever is not as it was sealed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from infrastructure.seals.seal import GENESIS, Head, Seal
from infrastructure.seals.seal_table import SealTable
from infrastructure.seals.stored_events import ENTRY_BYTES, StoredEvents, position_of
from infrastructure.verifying.faults import Fault, Faults

OnProgress = Callable[[int, int], None]
"""How many segments are checked, of how many."""


@dataclass(frozen=True)
class Sealed:
    """What the chain vouches for. Of the events behind its head nobody knows whether they changed."""

    segments: int
    events: int
    head: Head
    unsealed_events: int


class Chain:
    def __init__(self, events: StoredEvents, seals: SealTable) -> None:
        self._events = events
        self._seals = seals

    def head(self) -> Head:
        return self._seals.last().exported()

    def verify(
        self,
        faults: Faults,
        *,
        against: Head | None = None,
        on_progress: OnProgress = lambda _done, _of: None,
    ) -> Sealed:
        """As long as the chain was when it was asked. `against` is a head that was exported before."""
        last, segments = self._seals.last(), self._seals.count()
        events = 0
        before = Before()
        for done, (seal, following) in enumerate(_with_following(self._seals.until(last.number)), start=1):
            faults.note(before.faults_of_order(seal))
            if seal.number > GENESIS.number:
                faults.note(self._faults_of(seal, following, before))
                events += seal.count
            on_progress(done, segments)
        if against is not None:
            faults.note(self._faults_against(against, last))
        return Sealed(segments, events, last.exported(), self._events.count(last.next_position))

    def _faults_of(self, seal: Seal, following: Seal | None, before: "Before") -> Iterator[Fault]:
        if seal.is_intact:
            stored = self._stored(before.begin_of(seal), seal.last_position)
            before.was(seal)
            if stored != seal.entries:
                yield from _differing(seal, stored)
        elif (restored := self._restored(seal, following, before)) is not None:
            before.was(restored)
            yield Fault("seal", str(seal.number), "It was altered. Its events are as they were sealed.")
        else:
            begin = before.begin_of(seal)
            before.was_not_told(seal)
            detail = f"It was altered. What it sealed, from position {begin} on, cannot be checked."
            yield Fault("seal", str(seal.number), detail)

    def _restored(self, seal: Seal, following: Seal | None, before: "Before") -> Seal | None:
        """The seal as it was, if the events of today have the head that it had, or that the next follows."""
        is_followed = following is not None and following.number == seal.number + 1
        end = following.first_position - 1 if following and is_followed else seal.last_position
        stored = self._stored(before.begin_of(seal), end)
        restored = replace(seal, previous_head=before.head or seal.previous_head).with_entries(stored)
        vouched = {seal.head, following.previous_head if following and is_followed else b""}
        return restored if restored.head in vouched else None

    def _stored(self, first: int, last: int) -> bytes:
        return b"".join(self._events.entries(first, last))

    def _faults_against(self, exported: Head, last: Seal) -> Iterator[Fault]:
        found = self._seals.find(exported.segment)
        if (
            found is not None
            and found.head.hex() == exported.hash
            and found.last_position == exported.position
        ):
            return
        if exported.segment > last.number:
            detail = (
                f"It was segment {exported.segment}, up to position {exported.position}, and the chain "
                f"ends with segment {last.number}: the newest were cut off, or this is an older copy."
            )
        else:
            detail = (
                f"Segment {exported.segment} is not what it was, up to position {exported.position}: "
                "the chain was made anew since."
            )
        yield Fault("head", exported.hash, detail)


class Before:
    """What is known of the seal before the one that is looked at."""

    def __init__(self) -> None:
        self._next_number = 1
        self._seal: Seal | None = GENESIS

    def was(self, seal: Seal) -> None:
        self._next_number, self._seal = seal.number + 1, seal

    def was_not_told(self, seal: Seal) -> None:
        self._next_number, self._seal = seal.number + 1, None

    @property
    def head(self) -> bytes | None:
        return None if self._seal is None else self._seal.head

    def begin_of(self, seal: Seal) -> int:
        """Where the events begin that it must have; nobody may have put others between two segments."""
        return seal.first_position if self._seal is None else self._seal.next_position

    def faults_of_order(self, seal: Seal) -> Iterator[Fault]:
        if seal.number <= GENESIS.number:
            yield Fault("seal", str(seal.number), "It was inserted: the first has the number 1.")
        elif seal.number != self._next_number:
            yield _missing_seals(self._next_number, seal.number - 1, before=seal)
            self._seal = None
        elif self._seal is not None and seal.is_intact and seal.previous_head != self._seal.head:
            yield Fault("seal", str(seal.number), f"It does not follow seal {self._seal.number}.")


def _missing_seals(first: int, last: int, *, before: Seal) -> Fault:
    where = str(first) if first == last else f"{first} to {last}"
    detail = f"Missing. What was sealed there, before position {before.first_position}, cannot be checked."
    return Fault("seal", where, detail)


def _differing(seal: Seal, stored: bytes) -> Iterator[Fault]:
    was, found = _by_position(seal.entries), _by_position(stored)
    for position in sorted(was.keys() | found.keys()):
        if was.get(position) != found.get(position):
            if position not in found:
                detail = f"It is missing; it was there when segment {seal.number} was sealed."
            elif position not in was:
                detail = f"It was inserted after segment {seal.number} was sealed."
            else:
                detail = f"It was altered after segment {seal.number} was sealed."
            yield Fault("event", str(position), detail)


def _by_position(entries: bytes) -> dict[int, bytes]:
    each = (entries[at : at + ENTRY_BYTES] for at in range(0, len(entries), ENTRY_BYTES))
    return {position_of(entry): entry for entry in each}


def _with_following(seals: Iterable[Seal]) -> Iterator[tuple[Seal, Seal | None]]:
    before: Seal | None = None
    for seal in seals:
        if before is not None:
            yield before, seal
        before = seal
    if before is not None:
        yield before, None
