"""Lets a reader wait until read models have passed a position of the log."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from infrastructure.read_store.errors import ReadModelBehindError

PATIENCE_SECONDS = 2.0


@dataclass(frozen=True, eq=False)
class _Waiter:
    position: int
    models: Sequence[str]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[None]


class Watermark:
    """How far what is read has come, by read model. Waiters of any event loop are woken once a page."""

    def __init__(self, on_wait: Callable[[], None]) -> None:
        self._on_wait = on_wait
        self._lock = Lock()
        self._waiters: set[_Waiter] = set()
        self.positions: Mapping[str, int] = {}

    @property
    def is_awaited(self) -> bool:
        return bool(self._waiters)

    def has_reached(self, position: int, models: Iterable[str] = ()) -> bool:
        """Of all read models, when none is named."""
        positions = self.positions
        return bool(positions) and all(positions.get(model, 0) >= position for model in models or positions)

    async def reached(
        self,
        position: int,
        models: Sequence[str] = (),
        timeout: float = PATIENCE_SECONDS,  # noqa: ASYNC109
    ) -> None:
        """Returns when these have passed the position; raises ReadModelBehindError when the time is up."""
        if self.has_reached(position, models):
            return
        loop = asyncio.get_running_loop()
        waiter = _Waiter(position, models, loop, loop.create_future())
        with self._lock:
            self._waiters.add(waiter)
        try:
            if self.has_reached(position, models):
                return
            self._on_wait()
            async with asyncio.timeout(timeout):
                await waiter.future
        except TimeoutError:
            raise ReadModelBehindError("This is recorded, but not yet to be read.") from None
        finally:
            with self._lock:
                self._waiters.discard(waiter)

    def advance(self, positions: Mapping[str, int]) -> None:
        self.positions = positions
        if not self._waiters:
            return
        ready: defaultdict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = defaultdict(list)
        with self._lock:
            for waiter in [each for each in self._waiters if self.has_reached(each.position, each.models)]:
                self._waiters.discard(waiter)
                ready[waiter.loop].append(waiter.future)
        for loop, futures in ready.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_wake, futures)


def _wake(futures: Sequence[asyncio.Future[None]]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)
