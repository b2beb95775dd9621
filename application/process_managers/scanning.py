"""From asked for to reported: which work follows which event of a scan."""

from collections.abc import Sequence
from datetime import timedelta

from application.work import Settled, Work, WorkChange
from domain.aggregate import Event
from domain.sound_library import SoundLibrary

SCAN_LIBRARY = "scan_library"

SCAN_WITHIN = timedelta(hours=1)
"""At some 30 new files a second this is 100,000 of them."""


class Scanning:
    def react(self, event: Event) -> Sequence[WorkChange]:
        match event:
            case SoundLibrary.ScanStarted():
                return [Work(SCAN_LIBRARY, event.scan_id, event.timestamp + SCAN_WITHIN)]
            case (
                SoundLibrary.ScanCompleted() | SoundLibrary.ScanFailed() | SoundLibrary.ScanCancelled()
            ) as ended:
                return [Settled(SCAN_LIBRARY, ended.scan_id)]
            case _:
                return []
