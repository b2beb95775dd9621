"""What is computed of the contents of sounds: each once, however many ask, and by few at a time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Generic, TypeVar
from uuid import uuid4

from domain.sound import Sound

A = TypeVar("A")

AT_ONCE = 2


class ComputedOnce(Generic[A]):
    def __init__(self, compute: Callable[[Sound], A], name: str) -> None:
        self._compute = compute
        self._computed: dict[str, Future[A]] = {}
        self._lock = RLock()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=name)

    async def of(self, sound: Sound) -> A:
        """Whoever asks for one that is being computed waits for the same. Raises what computing raises."""
        with self._lock:
            if (future := self._computed.get(sound.sha256)) is None:
                future = self._threads.submit(self._compute, sound)
                self._computed[sound.sha256] = future
                future.add_done_callback(partial(self._forget, sound.sha256))
        return await asyncio.shield(asyncio.wrap_future(future))

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def _forget(self, sha256: str, _: Future[A]) -> None:
        with self._lock:
            self._computed.pop(sha256, None)


class KeptFiles:
    """Files that may be thrown away at any time. Where one cannot be written there is none."""

    def __init__(self, folder: Path, incoming: Path) -> None:
        """`incoming` is for what nobody misses after a restart, on the same disk."""
        self._folder = folder
        self._incoming = incoming

    def read(self, name: str) -> bytes | None:
        with suppress(OSError):
            return (self._folder / name).read_bytes()
        return None

    def write(self, name: str, content: bytes) -> None:
        with suppress(OSError):
            self._write(name, content)

    def _write(self, name: str, content: bytes) -> None:
        for folder in (self._incoming, self._folder):
            folder.mkdir(parents=True, exist_ok=True)
        temporary = self._incoming / f"{uuid4().hex}.kept"
        try:
            temporary.write_bytes(content)
            temporary.replace(self._folder / name)
        finally:
            temporary.unlink(missing_ok=True)
