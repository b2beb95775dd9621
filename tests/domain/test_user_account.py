"""A user account: one person, known to the board."""

from collections.abc import Callable

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.errors import ReasonRequiredError
from domain.user_account import UserAccount
from domain.values import Plan, Role
from tests.support.aggregates import an_account, collected, given, news, rebuilt_from
from tests.support.clock import NOON


def test_a_registered_account_holds_sealed_data_only() -> None:
    assert news(an_account(role=Role.ADMIN)) == [
        (
            UserAccount.Registered,
            {"sealed_name": "sealed name", "sealed_email": "sealed e-mail", "role": "admin"},
        )
    ]


def test_an_account_begins_enabled_on_the_free_plan() -> None:
    account = an_account()
    assert not account.is_disabled
    assert account.plan == Plan.FREE


def test_disabling_is_news_once() -> None:
    account = given(an_account())
    account.disable(reason="Too loud", at=NOON)
    account.disable(reason="Again", at=NOON)
    assert news(account) == [(UserAccount.Disabled, {"reason": "Too loud"})]


def test_enabling_is_news_once() -> None:
    account = an_account()
    account.disable(reason="Too loud", at=NOON)
    given(account)
    account.enable(reason="Sorry", at=NOON)
    account.enable(reason="Again", at=NOON)
    assert news(account) == [(UserAccount.Enabled, {"reason": "Sorry"})]


def test_the_same_role_and_the_same_plan_are_no_news() -> None:
    account = given(an_account())
    account.change_role(Role.MEMBER, reason="Same", at=NOON)
    account.change_plan(Plan.FREE, reason="Same", at=NOON)
    assert news(account) == []


@pytest.mark.parametrize("reason", ["", " ", "x" * 201, "with\0nul"])
@pytest.mark.parametrize(
    "change",
    [
        lambda account, reason: account.disable(reason=reason, at=NOON),
        lambda account, reason: account.change_role(Role.ADMIN, reason=reason, at=NOON),
        lambda account, reason: account.change_plan(Plan.PRO, reason=reason, at=NOON),
    ],
)
def test_what_an_admin_does_to_somebody_has_a_reason(
    change: Callable[[UserAccount, str], None], reason: str
) -> None:
    account = given(an_account())
    with pytest.raises(ReasonRequiredError):
        change(account, reason)
    assert news(account) == []


def test_people_rename_themselves_and_leave_without_a_reason() -> None:
    account = given(an_account())
    account.rename("sealed anew", reason="", at=NOON)
    account.erase(reason="", at=NOON)
    assert [kind for kind, _ in news(account)] == [UserAccount.Renamed, UserAccount.Erased]
    assert account.is_erased


@pytest.mark.parametrize(
    ("role", "is_disabled", "is_erased", "counts"),
    [
        (Role.ADMIN, False, False, True),
        (Role.ADMIN, True, False, False),
        (Role.ADMIN, False, True, False),
        (Role.MEMBER, False, False, False),
    ],
)
def test_an_active_admin_is_neither_disabled_nor_erased(
    *, role: Role, is_disabled: bool, is_erased: bool, counts: bool
) -> None:
    account = an_account(role=role)
    if is_disabled:
        account.disable(reason="Too loud", at=NOON)
    if is_erased:
        account.erase(reason="", at=NOON)
    assert account.is_active_admin is counts


@for_all(
    st.lists(st.one_of(st.booleans(), st.sampled_from(Role), st.sampled_from(Plan), st.text(max_size=5)))
)
def test_replaying_the_events_rebuilds_the_same_account(changes: list[bool | Role | Plan | str]) -> None:
    account = an_account()
    for change in changes:
        match change:
            case Role():
                account.change_role(change, reason="Why not", at=NOON)
            case Plan():
                account.change_plan(change, reason="Why not", at=NOON)
            case str():
                account.rename(change, reason="", at=NOON)
            case _:
                (account.disable if change else account.enable)(reason="Why not", at=NOON)
    assert rebuilt_from(collected(account)) == account
