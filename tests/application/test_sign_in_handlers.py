"""How sessions, passwords, API tokens and identities elsewhere begin and end."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, select

from application.accounts.commands import (
    ChangeEmail,
    ChangeRole,
    DisableUser,
    EraseUser,
    ExternalIdentity,
    RegisterUser,
    RenameUser,
)
from application.command import Answered, Command
from application.errors import ConflictError, NotFoundError, NotHostError
from application.sessions import InSession
from application.sign_in.commands import (
    BeginSession,
    ChangePassword,
    EndSession,
    IssueToken,
    LinkIdentity,
    OfferReset,
    ResetPassword,
    RevokeToken,
    SignOutEverywhere,
    UnlinkIdentity,
)
from domain.admin_roster import AdminRoster
from domain.claim import Claim
from domain.errors import (
    AlreadyClaimedError,
    LastAdminError,
    LastWayInError,
    LinkStaleError,
    SessionStaleError,
)
from domain.identifiers import OPERATOR_ID, sign_in_id
from domain.sign_in import SignIn
from domain.user_account import UserAccount
from domain.values import Role, Scope
from infrastructure.log_store import tables
from tests.application.test_account_handlers import registration
from tests.support.aggregates import ANNA, BERT, an_account
from tests.support.soundboard import Board

SESSION, TOKEN = UUID(int=11), UUID(int=12)
ASKED = InSession(SESSION, epoch=0)
GITHUB = ExternalIdentity("github", "keyed hash")
GOOGLE = ExternalIdentity("google", "another keyed hash")


def a_session(epoch: int = 0) -> BeginSession:
    return BeginSession(SESSION, ANNA, epoch, timedelta(days=30), device="phone")


def a_token(**changes: Any) -> IssueToken:
    scopes = frozenset({Scope.READ, Scope.PLAY})
    return replace(IssueToken(TOKEN, ANNA, ASKED, scopes, None, name="deck", secret_hash="hash"), **changes)


def an_admin(user_id: UUID, email_mac: str) -> RegisterUser:
    return replace(registration(user_id, email_mac=email_mac), role=Role.ADMIN)


def only_row(board: Board, table: Table) -> Mapping[str, Any] | None:
    with board.log.reading.connect() as connection:
        row = connection.execute(select(table)).mappings().one_or_none()
        return None if row is None else dict(row)


@pytest.fixture
def anna(board: Board) -> None:
    board.when(registration())
    board.given()


@pytest.mark.usefixtures("anna")
def test_a_session_begins_beside_the_log(board: Board) -> None:
    board.when(a_session())
    row = only_row(board, tables.sessions)
    assert row is not None
    assert (row["user_id"], row["generation"], row["device"]) == (ANNA, 0, "phone")
    assert row["expires_at"] - row["begun_at"] == timedelta(days=30).total_seconds()
    assert board.then() == []


@pytest.mark.usefixtures("anna")
def test_no_session_begins_with_a_password_that_was_changed_meanwhile(board: Board) -> None:
    board.when(ChangePassword(ANNA, ASKED, "another hash"))
    with pytest.raises(SessionStaleError):
        board.when(a_session(epoch=0))
    assert only_row(board, tables.sessions) is None


@pytest.mark.usefixtures("anna")
def test_no_session_begins_for_who_was_disabled_meanwhile(board: Board) -> None:
    board.when(DisableUser(ANNA, "Too loud"))
    with pytest.raises(SessionStaleError):
        board.when(a_session())


@pytest.mark.usefixtures("anna")
def test_an_ended_session_is_told_and_its_row_is_gone(board: Board) -> None:
    board.when(a_session())
    board.when(EndSession(ANNA, SESSION, "signed_out"))
    assert board.then() == [SignIn.SessionEnded]
    assert only_row(board, tables.sessions) is None


@pytest.mark.usefixtures("anna")
def test_signing_out_everywhere_is_one_event(board: Board) -> None:
    board.when(SignOutEverywhere(ANNA))
    assert board.then() == [SignIn.SignedOutEverywhere]


@pytest.mark.usefixtures("anna")
def test_a_new_password_is_kept_beside_the_log(board: Board) -> None:
    board.when(ChangePassword(ANNA, ASKED, "another hash"))
    assert board.log.password_hash(ANNA) == "another hash"
    assert board.then() == [SignIn.PasswordChanged]


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize(
    "change",
    [
        ChangePassword(ANNA, ASKED, "another hash"),
        ChangeEmail(ANNA, "mac of anna@home", "mac of anna@work", ASKED, "sealed anew"),
        IssueToken(TOKEN, ANNA, ASKED, frozenset({Scope.READ}), None, name="deck", secret_hash="hash"),
        LinkIdentity(ANNA, ASKED, GITHUB),
        UnlinkIdentity(ANNA, ASKED, "google"),
        EraseUser(ANNA, "mac of anna@home", asked=ASKED),
    ],
    ids=lambda change: type(change).__name__,
)
@pytest.mark.parametrize(
    "end",
    [
        EndSession(ANNA, SESSION, "signed_out"),
        SignOutEverywhere(ANNA),
        ChangePassword(ANNA, InSession(UUID(int=99), epoch=0), "the owner's new hash"),
    ],
    ids=lambda end: type(end).__name__,
)
def test_what_was_asked_in_a_session_that_ended_meanwhile_is_not_done(
    board: Board, end: Command[None], change: Command[None]
) -> None:
    board.when(LinkIdentity(ANNA, ASKED, GOOGLE))
    board.when(end)
    board.given()
    with pytest.raises(SessionStaleError):
        board.when(change)
    assert board.then() == []


@pytest.mark.usefixtures("anna")
def test_the_session_in_which_a_password_was_changed_goes_on(board: Board) -> None:
    board.when(ChangePassword(ANNA, ASKED, "another hash"))
    board.when(LinkIdentity(ANNA, ASKED, GITHUB))
    chosen = board.when(ChangePassword(ANNA, replace(ASKED, epoch=1), "a third hash"))
    assert chosen.epoch == board.stored(SignIn, sign_in_id(ANNA)).epoch == 2
    assert board.log.password_hash(ANNA) == "a third hash"


@pytest.mark.usefixtures("anna")
def test_of_passwords_chosen_at_once_in_one_session_the_first_is_taken(board: Board) -> None:
    changes = [ChangePassword(ANNA, ASKED, f"hash {number}") for number in range(3)]
    first, *others = board.together(*changes)
    assert isinstance(first, Answered)
    assert [type(each) for each in others] == [SessionStaleError] * 2
    assert board.log.password_hash(ANNA) == "hash 0"


@pytest.mark.usefixtures("anna")
def test_a_reset_link_is_good_once(board: Board) -> None:
    offered = board.when(OfferReset(ANNA, "Forgot it"))
    board.when(ResetPassword(ANNA, offered.offer, OPERATOR_ID, "another hash"))
    with pytest.raises(LinkStaleError):
        board.when(ResetPassword(ANNA, offered.offer, OPERATOR_ID, "a third hash"))
    assert board.log.password_hash(ANNA) == "another hash"


@pytest.mark.usefixtures("anna")
def test_a_token_is_kept_as_a_hash_and_its_name_is_not_in_the_log(board: Board) -> None:
    board.when(a_token(name="Anna's own deck"))
    row = only_row(board, tables.api_tokens)
    assert row is not None
    assert (row["scopes"], row["secret_hash"], row["used_at"]) == ("play read", "hash", None)
    assert "own deck" not in str([vars(event) for event in board.recorded()])


@pytest.mark.usefixtures("anna")
def test_a_revoked_token_is_gone(board: Board) -> None:
    board.when(a_token())
    board.when(RevokeToken(ANNA, TOKEN))
    assert only_row(board, tables.api_tokens) is None
    with pytest.raises(NotFoundError):
        board.when(RevokeToken(ANNA, TOKEN))


@pytest.mark.usefixtures("anna")
def test_nobody_revokes_the_token_of_another(board: Board) -> None:
    board.when(registration(BERT, email_mac="mac of bert@home"))
    board.when(a_token())
    with pytest.raises(NotFoundError):
        board.when(RevokeToken(BERT, TOKEN))
    assert only_row(board, tables.api_tokens) is not None


@pytest.mark.usefixtures("anna")
def test_an_identity_elsewhere_belongs_to_one_account(board: Board) -> None:
    board.when(registration(BERT, email_mac="mac of bert@home"))
    board.when(LinkIdentity(ANNA, ASKED, GITHUB))
    with pytest.raises(AlreadyClaimedError):
        board.when(LinkIdentity(BERT, ASKED, GITHUB))
    board.when(UnlinkIdentity(ANNA, ASKED, "github"))
    board.when(LinkIdentity(BERT, ASKED, GITHUB))


def test_who_came_by_an_identity_alone_keeps_it(board: Board) -> None:
    board.when(replace(registration(), password_hash=None, external=GITHUB))
    with pytest.raises(LastWayInError):
        board.when(UnlinkIdentity(ANNA, ASKED, "github"))
    board.when(ChangePassword(ANNA, ASKED, "hash"))
    board.when(UnlinkIdentity(ANNA, ASKED, "github"))


def test_links_end_with_the_host_who_gave_them_also_while_they_are_used(board: Board) -> None:
    with pytest.raises(NotHostError):
        board.when(replace(registration(), invitation=UUID(int=13), invited_by=BERT))
    board.when(registration())
    offered = board.when(OfferReset(ANNA, "Forgot it"))
    with pytest.raises(NotHostError):
        board.when(ResetPassword(ANNA, offered.offer, BERT, "another hash"))


def test_an_invitation_is_good_for_one(board: Board) -> None:
    invitation = UUID(int=13)
    board.when(replace(registration(), invitation=invitation))
    with pytest.raises(AlreadyClaimedError):
        board.when(replace(registration(BERT, email_mac="mac of bert@home"), invitation=invitation))


@pytest.mark.usefixtures("anna")
def test_an_address_moves_and_the_old_one_is_free(board: Board) -> None:
    board.when(ChangeEmail(ANNA, "mac of anna@home", "mac of anna@work", ASKED, "sealed anew"))
    board.when(registration(BERT))
    with pytest.raises(ConflictError):
        board.when(ChangeEmail(ANNA, "mac of anna@home", "mac of a third", ASKED, "sealed anew"))


@pytest.mark.usefixtures("anna")
def test_an_address_that_is_taken_stays_where_it_is(board: Board) -> None:
    board.when(registration(BERT, email_mac="mac of bert@home"))
    board.given()
    with pytest.raises(AlreadyClaimedError):
        board.when(ChangeEmail(ANNA, "mac of anna@home", "mac of bert@home", ASKED, "sealed anew"))
    assert board.then() == []


def test_the_last_admin_stays(board: Board) -> None:
    board.when(an_admin(ANNA, "one"))
    board.given()
    for command in (
        ChangeRole(ANNA, Role.MEMBER, "Tired"),
        DisableUser(ANNA, "Tired"),
        EraseUser(ANNA, "one", "Tired"),
    ):
        with pytest.raises(LastAdminError):
            board.when(command)
    assert board.then() == []


def test_of_two_admins_who_demote_each_other_one_stays(board: Board) -> None:
    board.when(an_admin(ANNA, "one"))
    board.when(an_admin(BERT, "two"))
    demotions = [ChangeRole(each, Role.MEMBER, "You first") for each in (ANNA, BERT)]
    outcomes = board.together(*demotions)
    assert [isinstance(each, LastAdminError) for each in outcomes] == [False, True]


def test_an_admin_may_go_when_there_is_another(board: Board) -> None:
    board.when(an_admin(ANNA, "one"))
    board.when(registration(BERT, email_mac="two"))
    board.when(ChangeRole(BERT, Role.ADMIN, "Helps"))
    board.given()
    board.when(EraseUser(ANNA, "one", ""))
    assert set(board.then()) == {Claim.Released, UserAccount.Erased, SignIn.Closed, AdminRoster.Left}


@pytest.mark.usefixtures("anna")
def test_who_was_erased_is_absent_and_leaves_nothing_beside_the_log(board: Board) -> None:
    board.when(a_session())
    board.when(a_token())
    board.when(LinkIdentity(ANNA, ASKED, GITHUB))
    board.when(EraseUser(ANNA, "mac of anna@home"))
    assert board.log.personal_keys([ANNA]) == {}
    assert board.log.password_hash(ANNA) is None
    assert only_row(board, tables.sessions) is None
    assert only_row(board, tables.api_tokens) is None
    for command in (a_session(), EraseUser(ANNA, "x"), RenameUser(ANNA, "x"), DisableUser(ANNA, "x")):
        with pytest.raises(NotFoundError):
            board.when(command)


@pytest.mark.usefixtures("anna")
def test_the_address_and_the_identity_of_who_was_erased_are_free(board: Board) -> None:
    board.when(LinkIdentity(ANNA, ASKED, GITHUB))
    board.when(EraseUser(ANNA, "mac of anna@home"))
    board.when(replace(registration(BERT), external=GITHUB))


def test_an_account_of_the_first_days_has_a_password(board: Board) -> None:
    board.given(an_account())
    board.when(LinkIdentity(ANNA, ASKED, GITHUB))
    board.when(UnlinkIdentity(ANNA, ASKED, "github"))
    assert board.stored(SignIn, sign_in_id(ANNA)).has_password
