"""From asked for to reported: which work follows which event of an import."""

from collections.abc import Sequence
from datetime import timedelta

from application.work import Settled, Work, WorkChange
from domain.aggregate import Event
from domain.sound_library import SoundLibrary

IMPORT_LIBRARY = "import_library"

IMPORT_WITHIN = timedelta(days=2)
"""A hundred thousand sounds, at one a second, and something to spare."""


class Importing:
    def react(self, event: Event) -> Sequence[WorkChange]:
        match event:
            case SoundLibrary.ImportStarted():
                return [Work(IMPORT_LIBRARY, event.import_id, event.timestamp + IMPORT_WITHIN)]
            case (
                SoundLibrary.ImportCompleted() | SoundLibrary.ImportFailed() | SoundLibrary.ImportCancelled()
            ) as ended:
                return [Settled(IMPORT_LIBRARY, ended.import_id)]
            case _:
                return []
