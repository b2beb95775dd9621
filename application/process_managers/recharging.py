"""Every day, for everybody: which work follows when the daily recharge begins."""

from collections.abc import Sequence
from datetime import timedelta

from application.work import Settled, Work, WorkChange
from domain.aggregate import Event
from domain.recharge_sweep import RechargeSweep

RECHARGE_EVERYBODY = "recharge_everybody"

RECHARGE_WITHIN = timedelta(hours=20)
"""Then the next day's is near, and makes up for it."""


class Recharging:
    def react(self, event: Event) -> Sequence[WorkChange]:
        match event:
            case RechargeSweep.Begun():
                return [Work(RECHARGE_EVERYBODY, event.originator_id, event.timestamp + RECHARGE_WITHIN)]
            case RechargeSweep.Finished():
                return [Settled(RECHARGE_EVERYBODY, event.originator_id)]
            case _:
                return []
