"""Finding a person's account and their way in."""

from datetime import datetime
from uuid import UUID

from application.errors import NotFoundError
from application.ports import Aggregates
from domain.identifiers import sign_in_id
from domain.sign_in import SignIn
from domain.user_account import UserAccount


def open_account(aggregates: Aggregates, user_id: UUID) -> UserAccount:
    """Raises NotFoundError, also for who was erased."""
    account = aggregates.load(UserAccount, user_id)
    if account.is_erased:
        raise NotFoundError(UserAccount, user_id)
    return account


def sign_in_of(aggregates: Aggregates, account: UserAccount, *, at: datetime) -> SignIn:
    """Accounts of the first days have none, and all of them had a password."""
    found = aggregates.find(SignIn, sign_in_id(account.id))
    return found or SignIn.open(account.id, has_password=True, at=at)
