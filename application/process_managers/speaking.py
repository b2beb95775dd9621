"""From typed to spoken: which work follows which event of a speech."""

from collections.abc import Sequence
from datetime import timedelta

from application.work import Settled, Work, WorkChange
from domain.aggregate import Event
from domain.speech import Speech

SPEAK_TEXT = "speak_text"

SPOKEN_WITHIN = timedelta(minutes=5)
"""A speech takes a second; a queue of them may stand before it."""


class Speaking:
    def react(self, event: Event) -> Sequence[WorkChange]:
        match event:
            case Speech.Requested():
                return [Work(SPEAK_TEXT, event.originator_id, event.timestamp + SPOKEN_WITHIN)]
            case Speech.Spoken() | Speech.Failed():
                return [Settled(SPEAK_TEXT, event.originator_id)]
            case _:
                return []
