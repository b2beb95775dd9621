"""Remembers which file of a sound is heard, so that a play need not ask the log for it."""

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from uuid import UUID

SOUNDS_REMEMBERED_MAX = 10_000

Heard = tuple[Path, int]
"""The file, and its milliseconds."""


class RememberedFiles:
    def __init__(self, look_up: Callable[[UUID], Heard]) -> None:
        self._look_up = look_up
        self._heard: OrderedDict[UUID, Heard] = OrderedDict()
        self._forgotten = 0
        self._lock = Lock()

    def file_of(self, sound_id: UUID) -> Heard:
        """Raises what looking up raises. Where a file is gone, another may be heard instead."""
        heard = self._heard.get(sound_id)
        if heard is not None and heard[0].is_file():
            return heard
        forgotten = self._forgotten
        heard = self._look_up(sound_id)
        with self._lock:
            if forgotten == self._forgotten:  # what was forgotten meanwhile may be this one
                self._heard[sound_id] = heard
                while len(self._heard) > SOUNDS_REMEMBERED_MAX:
                    self._heard.popitem(last=False)
        return heard

    def forget(self, sound_id: UUID) -> None:
        with self._lock:
            self._forgotten += 1
            self._heard.pop(sound_id, None)
