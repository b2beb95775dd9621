"""From registered to equally loud: which work follows which event of a sound, and of a batch of them."""

from collections.abc import Sequence
from datetime import timedelta

from application.work import Settled, Work, WorkChange
from domain.aggregate import Event
from domain.sound import Sound
from domain.sound_library import SoundLibrary

NORMALIZE_SOUND = "normalize_sound"
NORMALIZE_BATCH = "normalize_batch"

WITHIN = timedelta(days=2)
"""A hundred thousand new sounds, at one a second, with something to spare."""


class Normalizing:
    def __init__(self, *, of_new_sounds: bool) -> None:
        """What comes in is normalised by itself, or when somebody asks."""
        self._of_new_sounds = of_new_sounds

    def react(self, event: Event) -> Sequence[WorkChange]:
        match event:
            case Sound.Registered() | Sound.ContentChanged() if self._of_new_sounds:
                return [Work(NORMALIZE_SOUND, event.originator_id, event.timestamp + WITHIN)]
            case Sound.NormalizingAsked():
                return [Work(NORMALIZE_SOUND, event.originator_id, event.timestamp + WITHIN)]
            case Sound.Normalized() | Sound.NormalizingFailed():
                return [Settled(NORMALIZE_SOUND, event.originator_id)]
            case SoundLibrary.NormalizingStarted(batch_id=batch_id):
                return [Work(NORMALIZE_BATCH, batch_id, event.timestamp + WITHIN)]
            case SoundLibrary.NormalizingCompleted() | SoundLibrary.NormalizingFailed() as ended:
                return [Settled(NORMALIZE_BATCH, ended.batch_id)]
            case _:
                return []
