"""From erased to gone: which work follows when somebody has left."""

from collections.abc import Sequence
from datetime import timedelta

from application.work import Work, WorkChange
from domain.aggregate import Event
from domain.user_account import UserAccount

SCRUB = "scrub"

SCRUB_WITHIN = timedelta(days=1)
"""It takes a moment, unless something is broken or rebuilt just then. It is never given up for good."""


class Leaving:
    """No event tells that it was done: where bytes lie is no business of the model."""

    def react(self, event: Event) -> Sequence[WorkChange]:
        match event:
            case UserAccount.Erased():
                return [Work(SCRUB, event.originator_id, event.timestamp + SCRUB_WITHIN)]
            case _:
                return []
