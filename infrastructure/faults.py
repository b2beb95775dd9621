"""What verifying finds wrong, and how much of it is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
