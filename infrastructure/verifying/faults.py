"""What verifying finds wrong, and how much of it is told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eventsourcing.persistence import PersistenceError

from infrastructure.read_store.errors import ReadStoreError
from infrastructure.read_store.faults import in_one_line, is_of_database

NAMED_MAX = 10_000


@dataclass(frozen=True)
class Fault:
    what: str
    where: str
    detail: str


class Faults:
    """Beyond some thousands they are counted: of a log that is another one, everything is a fault."""

    def __init__(self) -> None:
        self._named: list[Fault] = []
        self._others = 0

    def note(self, faults: Iterable[Fault]) -> None:
        for each in faults:
            if len(self._named) < NAMED_MAX:
                self._named.append(each)
            else:
                self._others += 1

    def told(self) -> Sequence[Fault]:
        if not self._others:
            return self._named
        return [*self._named, Fault("others", str(self._others), "So many more were found; none is named.")]


def or_its_failure(what: str, where: str, faults: Iterator[Fault]) -> Iterator[Fault]:
    """Events that were tampered with may raise anything when they are replayed."""
    try:
        yield from faults
    except (PersistenceError, ReadStoreError):
        raise
    except Exception as error:
        if is_of_database(error):
            raise
        yield Fault(what, where, f"It cannot be replayed: {in_one_line(error)}")
