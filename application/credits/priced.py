"""What costs something says so in one place: on the command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.values import CreditAction


@dataclass(frozen=True)
class Priced:
    """Which fields of the command say who pays, under which reservation, for which sound.

    What is priced by a length that no sound has yet names a property that tells it. `details` are fields
    that the statement tells too.
    """

    action: CreditAction
    by: str
    reservation: str
    sound: str | None = None
    milliseconds: str | None = None
    details: tuple[str, ...] = ()

    def of(self, command: object) -> dict[str, Any]:
        """What a Charge is made of."""
        return {
            "user_id": getattr(command, self.by),
            "reservation_id": getattr(command, self.reservation),
            "action": self.action,
            "sound_id": self.sound and getattr(command, self.sound),
            "milliseconds": getattr(command, self.milliseconds) if self.milliseconds else 0,
            "details": {name: getattr(command, name) for name in self.details},
        }
