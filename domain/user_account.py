"""A user account: one person, known to the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.values import Role


class UserAccount(AggregateRoot):
    """Personal data arrive sealed with the key of that user alone; the model never sees plain text."""

    TOPIC = "user_account"

    # What can happen to an account.

    @dataclass(frozen=True)
    class Registered(FirstEvent):
        TOPIC = "user_account.registered"
        sealed_name: str
        sealed_email: str
        role: str

    @dataclass(frozen=True)
    class Disabled(Event):
        TOPIC = "user_account.disabled"

    @dataclass(frozen=True)
    class Enabled(Event):
        TOPIC = "user_account.enabled"

    # What can be asked of it.

    @classmethod
    def register(
        cls, user_id: UUID, *, sealed_name: str, sealed_email: str, role: Role, at: datetime
    ) -> UserAccount:
        return cls(
            id=user_id, sealed_name=sealed_name, sealed_email=sealed_email, role=str(role), timestamp=at
        )

    def disable(self, *, at: datetime) -> None:
        if not self.is_disabled:
            self._disabled(timestamp=at)

    def enable(self, *, at: datetime) -> None:
        if self.is_disabled:
            self._enabled(timestamp=at)

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        AggregateRoot.restore(state)
        state["role"] = Role(state["role"])

    # What each event changes.

    @event(Registered)
    def __init__(self, id: UUID, sealed_name: str, sealed_email: str, role: str, timestamp: datetime) -> None:
        self.sealed_name = sealed_name
        self.sealed_email = sealed_email
        self.role = Role(role)
        self.is_disabled = False

    @event(Disabled)
    def _disabled(self, timestamp: datetime) -> None:
        self.is_disabled = True

    @event(Enabled)
    def _enabled(self, timestamp: datetime) -> None:
        self.is_disabled = False
