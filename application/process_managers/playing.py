"""From requested to heard: which work follows which event of a play."""

from collections.abc import Sequence
from datetime import timedelta

from application.work import Prolonged, Settled, Work, WorkChange
from domain.aggregate import Event
from domain.play import Play

PLAY_SOUND = "play_sound"

START_WITHIN = timedelta(seconds=5)
"""A sound that comes later than this is a surprise, not an answer."""

END_GRACE = timedelta(seconds=30)
"""How long after its length a play may still be reported as sounding."""


class Playing:
    def react(self, event: Event) -> Sequence[WorkChange]:
        match event:
            case Play.Requested():
                return [Work(PLAY_SOUND, event.originator_id, event.timestamp + START_WITHIN)]
            case Play.Started():
                length = timedelta(milliseconds=event.duration_ms)
                return [Prolonged(PLAY_SOUND, event.originator_id, event.timestamp + length + END_GRACE)]
            case Play.Finished() | Play.Stopped() | Play.Failed():
                return [Settled(PLAY_SOUND, event.originator_id)]
            case _:
                return []
