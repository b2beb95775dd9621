"""What can be asked of ledgers."""

from dataclasses import dataclass
from uuid import UUID

from application.command import Command


@dataclass(frozen=True)
class CreditsGranted:
    balance: int
    reserved: int
    spendable: int


@dataclass(frozen=True)
class GrantCredits(Command[CreditsGranted]):
    user_id: UUID
    amount: int
    reason: str
