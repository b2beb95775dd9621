"""A user account: one person, known to the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.reasons import valid_reason
from domain.values import Plan, Role


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
    class Renamed(Event):
        TOPIC = "user_account.renamed"
        sealed_name: str
        reason: str

    @dataclass(frozen=True)
    class EmailChanged(Event):
        TOPIC = "user_account.email_changed"
        sealed_email: str

    @dataclass(frozen=True)
    class RoleChanged(Event):
        TOPIC = "user_account.role_changed"
        role: str
        reason: str

    @dataclass(frozen=True)
    class PlanChanged(Event):
        TOPIC = "user_account.plan_changed"
        plan: str
        reason: str

    @dataclass(frozen=True)
    class Disabled(Event):
        TOPIC = "user_account.disabled"
        class_version = 2
        reason: str

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["reason"] = ""  # none was asked for before

    @dataclass(frozen=True)
    class Enabled(Event):
        TOPIC = "user_account.enabled"
        class_version = 2
        reason: str

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["reason"] = ""  # none was asked for before

    @dataclass(frozen=True)
    class Erased(Event):
        """The key of this person's data is gone: what is sealed stays noise."""

        TOPIC = "user_account.erased"
        reason: str

    # What can be asked of it.

    @classmethod
    def register(
        cls, user_id: UUID, *, sealed_name: str, sealed_email: str, role: Role, at: datetime
    ) -> UserAccount:
        return cls(
            id=user_id, sealed_name=sealed_name, sealed_email=sealed_email, role=str(role), timestamp=at
        )

    def rename(self, sealed_name: str, *, reason: str, at: datetime) -> None:
        """The reason is an admin's; people rename themselves without one."""
        self._renamed(sealed_name=sealed_name, reason=reason and valid_reason(reason), timestamp=at)

    def change_email(self, sealed_email: str, *, at: datetime) -> None:
        """The same sealed text again is not news."""
        if sealed_email != self.sealed_email:
            self._email_changed(sealed_email=sealed_email, timestamp=at)

    def change_role(self, role: Role, *, reason: str, at: datetime) -> None:
        if role is not self.role:
            self._role_changed(role=str(role), reason=valid_reason(reason), timestamp=at)

    def change_plan(self, plan: str, *, reason: str, at: datetime) -> None:
        if plan != self.plan:
            self._plan_changed(plan=str(plan), reason=valid_reason(reason), timestamp=at)

    def disable(self, *, reason: str, at: datetime) -> None:
        if not self.is_disabled:
            self._disabled(reason=valid_reason(reason), timestamp=at)

    def enable(self, *, reason: str, at: datetime) -> None:
        if self.is_disabled:
            self._enabled(reason=valid_reason(reason), timestamp=at)

    def erase(self, *, reason: str, at: datetime) -> None:
        """The reason is an admin's; people leave without one."""
        self._erased(reason=reason and valid_reason(reason), timestamp=at)

    def plan_on(self, day: date) -> str:
        """What it was when that day began."""
        return self.plan if self.plan_since < day else self.plan_before

    @property
    def is_active_admin(self) -> bool:
        return self.role is Role.ADMIN and not self.is_disabled and not self.is_erased

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        AggregateRoot.restore(state)
        state["role"] = Role(state["role"])
        plan = state.setdefault("plan", str(Plan.FREE))
        state.setdefault("plan_before", plan)
        state["plan_since"] = date.fromisoformat(state.get("plan_since", date.min.isoformat()))
        state.setdefault("is_erased", False)

    # What each event changes.

    @event(Registered)
    def __init__(self, id: UUID, sealed_name: str, sealed_email: str, role: str, timestamp: datetime) -> None:
        self.sealed_name = sealed_name
        self.sealed_email = sealed_email
        self.role = Role(role)
        self.plan = self.plan_before = str(Plan.FREE)
        self.plan_since = date.min
        self.is_disabled = False
        self.is_erased = False

    @event(Renamed)
    def _renamed(self, sealed_name: str, reason: str, timestamp: datetime) -> None:
        self.sealed_name = sealed_name

    @event(EmailChanged)
    def _email_changed(self, sealed_email: str, timestamp: datetime) -> None:
        self.sealed_email = sealed_email

    @event(RoleChanged)
    def _role_changed(self, role: str, reason: str, timestamp: datetime) -> None:
        self.role = Role(role)

    @event(PlanChanged)
    def _plan_changed(self, plan: str, reason: str, timestamp: datetime) -> None:
        if self.plan_since < (today := timestamp.date()):
            self.plan_before, self.plan_since = self.plan, today
        self.plan = plan

    @event(Disabled)
    def _disabled(self, reason: str, timestamp: datetime) -> None:
        self.is_disabled = True

    @event(Enabled)
    def _enabled(self, reason: str, timestamp: datetime) -> None:
        self.is_disabled = False

    @event(Erased)
    def _erased(self, reason: str, timestamp: datetime) -> None:
        self.is_erased = True
