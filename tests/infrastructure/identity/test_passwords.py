"""Passwords: the same work for everybody, and no more of it than can be done soon."""

import asyncio
from collections.abc import Iterator
from typing import Literal

import pytest
from argon2 import PasswordHasher

from application.errors import TooManyPasswordsError
from domain.values import Role
from infrastructure.identity.access import AccessRegister
from infrastructure.identity.accounts import Accounts
from infrastructure.identity.api_tokens import ApiTokenTable
from infrastructure.identity.passwords import WAITING_MAX, Passwords
from infrastructure.identity.personal_data import PersonalData
from infrastructure.identity.session_table import SessionTable
from infrastructure.log_store.log_store import LogStore
from tests.support.soundboard import Board

ANNA = "anna@board.example"


class CountingHasher(PasswordHasher):
    """Argon2 as it is; says how often a password was really held against a hash."""

    verifications = 0

    def verify(self, stored: str | bytes, password: str | bytes) -> Literal[True]:
        self.verifications += 1
        return super().verify(stored, password)


class CountedPasswords(Passwords):
    """Passwords as they are, with a hasher that counts."""

    _hasher: CountingHasher

    def __init__(self) -> None:
        super().__init__(CountingHasher)

    @property
    def verifications(self) -> int:
        return self._hasher.verifications


@pytest.fixture
def passwords() -> Iterator[CountedPasswords]:
    passwords = CountedPasswords()
    yield passwords
    passwords.close()


async def test_more_than_can_be_hashed_soon_are_refused_and_the_others_are_not(
    passwords: CountedPasswords,
) -> None:
    many = [passwords.verify(None, "guess") for _ in range(WAITING_MAX + 20)]
    outcomes = await asyncio.gather(*many, return_exceptions=True)
    assert [type(each) for each in outcomes].count(TooManyPasswordsError) == 20
    assert passwords.verifications == outcomes.count(False) == WAITING_MAX
    assert await passwords.verify(None, "guess") is False


@pytest.mark.parametrize("email", [ANNA, "absent@board.example"])
async def test_one_password_is_verified_whether_there_is_an_account_or_not(
    passwords: CountedPasswords, log_url: str, email: str
) -> None:
    board = Board(LogStore(log_url))
    access = AccessRegister(
        board.soundboard,
        SessionTable(board.log.writing, board.log.reading, board.clock),
        ApiTokenTable(board.log.writing, board.log.reading, board.clock),
        is_current=lambda: True,
    )
    accounts = Accounts(
        board.soundboard,
        board.log,
        passwords,
        PersonalData(board.log),
        access,
        email_key=b"e" * 32,
    )
    board.when(await accounts.registration(name="Anna", email=ANNA, password="correct", role=Role.MEMBER))
    assert await accounts.signed_in(email=email, password="wrong") is None
    assert passwords.verifications == 1
    board.log.close()
