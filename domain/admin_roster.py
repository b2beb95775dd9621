"""The roster of active admins: there is one, so that a board is never without a host.

What the hosts do for the board, and to nobody in particular, is told here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.errors import LastAdminError
from domain.identifiers import ROSTER_ID
from domain.reasons import valid_reason


class AdminRoster(AggregateRoot):
    """Admins whose account is open. Who is disabled, demoted or erased leaves it first."""

    TOPIC = "admin_roster"

    # What can happen to the roster.

    @dataclass(frozen=True)
    class Opened(FirstEvent):
        TOPIC = "admin_roster.opened"
        admin_ids: list[UUID]

    @dataclass(frozen=True)
    class Joined(Event):
        TOPIC = "admin_roster.joined"
        admin_id: UUID

    @dataclass(frozen=True)
    class Left(Event):
        TOPIC = "admin_roster.left"
        admin_id: UUID

    @dataclass(frozen=True)
    class Invited(Event):
        """Somebody may open an account with this invitation: whoever holds the claim on it did."""

        TOPIC = "admin_roster.invited"
        invitation_id: UUID
        reason: str

    # What can be asked of it.

    @classmethod
    def open(cls, admin_ids: Sequence[UUID], *, at: datetime) -> AdminRoster:
        return cls(id=ROSTER_ID, admin_ids=list(admin_ids), timestamp=at)

    def has(self, user_id: UUID) -> bool:
        return str(user_id) in self.admin_ids

    def join(self, admin_id: UUID, *, at: datetime) -> None:
        if not self.has(admin_id):
            self._joined(admin_id=admin_id, timestamp=at)

    def leave(self, admin_id: UUID, *, at: datetime) -> None:
        """Raises LastAdminError for the only one."""
        if self.admin_ids == [str(admin_id)]:
            raise LastAdminError("This is the only admin. Make somebody else an admin first.")
        if self.has(admin_id):
            self._left(admin_id=admin_id, timestamp=at)

    def invite(self, invitation_id: UUID, *, reason: str, at: datetime) -> None:
        self._invited(invitation_id=invitation_id, reason=valid_reason(reason), timestamp=at)

    # What each event changes.

    @event(Opened)
    def __init__(self, id: UUID, admin_ids: list[UUID], timestamp: datetime) -> None:
        self.admin_ids = list(map(str, admin_ids))

    @event(Joined)
    def _joined(self, admin_id: UUID, timestamp: datetime) -> None:
        self.admin_ids.append(str(admin_id))

    @event(Left)
    def _left(self, admin_id: UUID, timestamp: datetime) -> None:
        self.admin_ids.remove(str(admin_id))

    @event(Invited)
    def _invited(self, invitation_id: UUID, reason: str, timestamp: datetime) -> None:
        """It is used up by a claim."""
