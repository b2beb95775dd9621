"""Die as by kill -9 on the nth step, by watching: what runs is the code as it is."""

import os
import sys
import threading
from types import FrameType

from infrastructure.databases import WritingDatabase
from tests.support.many_lives import DEAD

FILE_STEPS = frozenset({os.open, os.write, os.fsync, os.replace, os.unlink, os.mkdir})


class Fuse:
    """Steps are before each statement that commits by itself, before each transaction, and before each
    commit. What comes after the one is before the next.
    """

    WATCHED = frozenset(
        {
            WritingDatabase.execute_alone.__code__,
            WritingDatabase.empty_wal.__code__,
            WritingDatabase.transaction.__wrapped__.__code__,  # type: ignore[attr-defined]  # a context manager's generator
            WritingDatabase.hasty_transaction.__wrapped__.__code__,  # type: ignore[attr-defined]  # the same
        }
    )

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left = 0

    def watch(self) -> None:
        """From here on, and in all threads that begin from here on."""
        threading.setprofile(self._on_call)
        sys.setprofile(self._on_call)

    def light(self, steps: int) -> None:
        """0 never burns down."""
        self._left = steps

    def _on_call(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in self.WATCHED:
            self._step()

    def _step(self) -> None:
        with self._lock:
            if self._left:
                self._left -= 1
                if not self._left:
                    os._exit(DEAD)


class FileFuse(Fuse):
    """Counts also what is done to files, before it is done."""

    def _on_call(self, frame: FrameType, event: str, what: object) -> None:
        if event == "c_call" and (what in FILE_STEPS or getattr(what, "__qualname__", "") == "FileIO.write"):
            self._step()
        super()._on_call(frame, event, what)
