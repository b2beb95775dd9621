"""How far a scan is."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from uuid import UUID

TOLD_EVERY_SECONDS = 0.25


@dataclass(frozen=True)
class Progress:
    """`of` is 0 until all folders were looked through."""

    seen: int = 0
    hashed: int = 0
    added: int = 0
    done: int = 0
    of: int = 0

    def told(self) -> dict[str, int]:
        return asdict(self)


Tell = Callable[[UUID, Progress], None]


class ProgressCount:
    """Counted by the scan's thread, asked by any; told now and then, and at the end."""

    def __init__(self, scan_id: UUID, tell: Tell) -> None:
        self._scan_id = scan_id
        self._tell = tell
        self._counts = dict.fromkeys(("seen", "hashed", "added", "done", "of"), 0)
        self._tell_at = 0.0

    @property
    def now(self) -> Progress:
        return Progress(**self._counts)

    def count(self, what: str, number: int = 1) -> None:
        self._counts[what] += number
        if time.monotonic() >= self._tell_at:
            self.tell()

    def tell(self) -> None:
        self._tell_at = time.monotonic() + TOLD_EVERY_SECONDS
        self._tell(self._scan_id, self.now)
