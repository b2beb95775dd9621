"""Whatever dies, credits come back: which work follows a reservation that has a deadline."""

from collections.abc import Sequence

from application.work import Settled, Work, WorkChange
from domain.aggregate import Event
from domain.credit_ledger import CreditLedger
from domain.values import CreditAction

HOLD_CREDITS = "hold_credits"

SETTLED_WITH_THEIR_PLAY = frozenset({CreditAction.VLC_PLAY_SOUND})
"""A play has a deadline of its own, and settles its reservation however it ends."""


class Holding:
    def react(self, event: Event) -> Sequence[WorkChange]:
        match event:
            case CreditLedger.Reserved(deadline=deadline) if deadline is not None:
                return [Work(HOLD_CREDITS, event.reservation_id, deadline)]
            case CreditLedger.Spent() | CreditLedger.Released():
                if event.action not in SETTLED_WITH_THEIR_PLAY:
                    return [Settled(HOLD_CREDITS, event.reservation_id)]
                return []
            case _:
                return []
