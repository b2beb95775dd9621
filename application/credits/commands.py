"""What can be asked of credits, plans and prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from application.command import Command
from domain.plan_terms import PlanTerms
from domain.price import Price


@dataclass(frozen=True)
class CreditsGranted:
    """What the ledger holds afterwards."""

    balance: int
    reserved: int
    spendable: int


@dataclass(frozen=True)
class GrantCredits(Command[CreditsGranted]):
    user_id: UUID
    amount: int
    reason: str


@dataclass(frozen=True)
class AdjustCredits(Command[CreditsGranted]):
    """The amount has a sign."""

    user_id: UUID
    amount: int
    reason: str


@dataclass(frozen=True)
class ReserveCredits(Command[None]):
    """The first step of work of several. At the deadline the credits come back, if nothing settled it."""

    user_id: UUID
    reservation_id: UUID
    action: str
    milliseconds: int
    details: Mapping[str, str | int]
    deadline: datetime


@dataclass(frozen=True)
class SpendReservation(Command[None]):
    user_id: UUID
    reservation_id: UUID


@dataclass(frozen=True)
class ReleaseReservation(Command[None]):
    user_id: UUID
    reservation_id: UUID
    reason: str


@dataclass(frozen=True)
class RefundReservation(Command[CreditsGranted]):
    """A host gives back what is not settled yet."""

    user_id: UUID
    reservation_id: UUID
    reason: str


@dataclass(frozen=True)
class OpenTariff(Command[None]):
    """On a board that has none yet."""

    plans: Mapping[str, PlanTerms]
    prices: Mapping[str, Price]


@dataclass(frozen=True)
class OpenActions(Command[None]):
    """What a newer version charges for; an action that the board knows keeps its price."""

    prices: Mapping[str, Price]


@dataclass(frozen=True)
class MakePlan(Command[None]):
    plan: str
    terms: PlanTerms
    reason: str


@dataclass(frozen=True)
class ChangePlanTerms(Command[None]):
    plan: str
    terms: PlanTerms
    reason: str


@dataclass(frozen=True)
class RetirePlan(Command[None]):
    plan: str
    reason: str


@dataclass(frozen=True)
class SetPrice(Command[None]):
    """With an empty plan for all that have no price of their own."""

    action: str
    price: Price
    plan: str
    reason: str


@dataclass(frozen=True)
class WithdrawPrice(Command[None]):
    """From then on the plan pays what the others pay."""

    action: str
    plan: str
    reason: str
