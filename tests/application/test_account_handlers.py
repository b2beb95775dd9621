"""How accounts come to be, and are closed and opened."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from application.accounts.commands import (
    BeginSoundboard,
    ChangePlan,
    ChangeRole,
    ChangeUser,
    DisableUser,
    EnableUser,
    EraseUser,
    Invite,
    RegisterUser,
    RenameUser,
    UserRegistered,
)
from application.credits.commands import CreditsGranted, GrantCredits
from application.errors import ConflictError, NotFoundError
from domain.admin_roster import AdminRoster
from domain.claim import Claim
from domain.credit_ledger import CreditLedger
from domain.errors import AlreadyClaimedError, LastAdminError, ReasonRequiredError
from domain.sign_in import SignIn
from domain.sound_library import SoundLibrary
from domain.user_account import UserAccount
from domain.values import Plan, Role
from infrastructure.log_store.log_store import LogStore
from tests.support.aggregates import ANNA, BERT, a_ledger, an_account
from tests.support.clock import NOON
from tests.support.soundboard import FREE_PLAN, Board


def registration(user_id: UUID = ANNA, *, email_mac: str = "mac of anna@home") -> RegisterUser:
    return RegisterUser(
        user_id,
        email_mac=email_mac,
        role=Role.MEMBER,
        sealed_name="sealed name",
        sealed_email="sealed e-mail",
        password_hash="hash",
        personal_key=b"key",
    )


def test_who_registers_has_an_account_a_ledger_and_the_address(board: Board) -> None:
    assert board.when(registration()) == UserRegistered(ANNA)
    assert board.then() == [
        Claim.Made,
        UserAccount.Registered,
        SignIn.Opened,
        CreditLedger.Opened,
        CreditLedger.Granted,
    ]
    assert board.ledger().spendable == 10


def test_what_must_never_be_in_the_log_is_kept_beside_it(board: Board) -> None:
    board.when(registration())
    assert board.log.password_hash(ANNA) == "hash"
    assert board.log.personal_keys([ANNA, BERT]) == {ANNA: b"key"}


def test_without_opening_credits_a_ledger_begins_empty(log: LogStore) -> None:
    board = Board(log, free_plan=replace(FREE_PLAN, opening=0))
    board.when(registration())
    assert board.then() == [Claim.Made, UserAccount.Registered, SignIn.Opened, CreditLedger.Opened]


def test_an_address_registers_once(board: Board) -> None:
    board.when(registration(ANNA))
    board.given()
    with pytest.raises(AlreadyClaimedError):
        board.when(registration(BERT))
    assert board.then() == []
    assert board.log.password_hash(BERT) is None


def test_of_two_in_one_batch_with_one_address_the_first_registers(board: Board) -> None:
    [first, second] = board.together(registration(ANNA), registration(BERT))
    assert not isinstance(first, BaseException)
    assert isinstance(second, AlreadyClaimedError)


def test_an_account_is_not_made_twice(board: Board) -> None:
    board.when(registration(ANNA))
    board.given()
    with pytest.raises(ConflictError):
        board.when(registration(ANNA, email_mac="another address"))
    assert board.then() == []


def test_a_soundboard_begins_with_an_admin_and_an_open_library(board: Board) -> None:
    board.when(BeginSoundboard(registration()))
    assert set(board.then()) >= {UserAccount.Registered, SoundLibrary.Opened}


def test_a_soundboard_begins_once(board: Board) -> None:
    board.when(BeginSoundboard(registration(ANNA)))
    board.given()
    with pytest.raises(ConflictError):
        board.when(BeginSoundboard(registration(BERT, email_mac="another address")))
    assert board.then() == []


def test_accounts_are_closed_and_opened(board: Board) -> None:
    board.given(an_account(BERT))
    board.when(DisableUser(BERT, "Too loud"))
    board.when(EnableUser(BERT, "Sorry"))
    assert board.then() == [UserAccount.Disabled, UserAccount.Enabled]


def test_several_changes_are_one(board: Board) -> None:
    board.given(an_account(BERT))
    board.when(changes_of_all_kinds(BERT, Role.ADMIN))
    assert board.then() == [
        UserAccount.Renamed,
        UserAccount.RoleChanged,
        UserAccount.PlanChanged,
        AdminRoster.Opened,
    ]


def test_of_several_changes_none_is_carried_out_when_one_is_refused(board: Board) -> None:
    board.when(replace(registration(), role=Role.ADMIN))
    board.given()
    with pytest.raises(LastAdminError):
        board.when(changes_of_all_kinds(ANNA, Role.MEMBER))
    assert board.then() == []
    assert board.stored(UserAccount, ANNA).plan == Plan.FREE


def changes_of_all_kinds(user_id: UUID, role: Role) -> ChangeUser:
    return ChangeUser(
        (
            RenameUser(user_id, "another sealed name", "Moves"),
            ChangeRole(user_id, role, "Moves"),
            ChangePlan(user_id, Plan.PRO, "Moves"),
        )
    )


def test_an_invitation_is_told_before_it_is_handed_out(board: Board) -> None:
    board.given(AdminRoster.open([ANNA], at=NOON))
    board.when(Invite(BERT, "Moves in"))
    assert board.then() == [AdminRoster.Invited]


def test_a_grant_answers_with_what_there_is_then(board: Board) -> None:
    board.given(an_account(BERT), a_ledger(3, BERT))
    answer = board.when(GrantCredits(BERT, 7, "Birthday"))
    assert answer == CreditsGranted(balance=10, reserved=0, spendable=10)
    assert board.then() == [CreditLedger.Granted]


def test_a_grant_without_a_reason_is_refused(board: Board) -> None:
    board.given(an_account(BERT), a_ledger(3, BERT))
    with pytest.raises(ReasonRequiredError):
        board.when(GrantCredits(BERT, 7, " "))
    assert board.then() == []


def test_nothing_is_granted_to_who_was_erased(board: Board) -> None:
    board.when(registration(BERT))
    board.when(EraseUser(BERT, "mac of anna@home"))
    with pytest.raises(NotFoundError):
        board.when(GrantCredits(BERT, 7, "Birthday"))


def test_nothing_is_granted_to_nobody(board: Board) -> None:
    with pytest.raises(NotFoundError):
        board.when(GrantCredits(uuid4(), 7, "Birthday"))
