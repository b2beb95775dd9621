"""A user account: one person, known to the board."""

from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.user_account import UserAccount
from domain.values import Role
from tests.support.aggregates import an_account, collected, given, news, rebuilt_from
from tests.support.clock import NOON


def test_a_registered_account_holds_sealed_data_only() -> None:
    assert news(an_account(role=Role.ADMIN)) == [
        (
            UserAccount.Registered,
            {"sealed_name": "sealed name", "sealed_email": "sealed e-mail", "role": "admin"},
        )
    ]


def test_an_account_begins_enabled() -> None:
    assert not an_account().is_disabled


def test_disabling_is_news_once() -> None:
    account = given(an_account())
    account.disable(at=NOON)
    account.disable(at=NOON)
    assert news(account) == [(UserAccount.Disabled, {})]


def test_enabling_is_news_once() -> None:
    account = an_account()
    account.disable(at=NOON)
    given(account)
    account.enable(at=NOON)
    account.enable(at=NOON)
    assert news(account) == [(UserAccount.Enabled, {})]


@for_all(st.lists(st.booleans()), st.sampled_from(Role))
def test_replaying_the_events_rebuilds_the_same_account(changes: list[bool], role: Role) -> None:
    account = an_account(role=role)
    for is_disabled in changes:
        (account.disable if is_disabled else account.enable)(at=NOON)
    assert rebuilt_from(collected(account)) == account
