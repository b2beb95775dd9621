"""Who asks as a host must still be one when the command's turn comes, and still be signed in."""

from dataclasses import replace
from uuid import UUID

import pytest

from application.accounts.commands import ChangeRole, DisableUser, EnableUser, EraseUser, Invite
from application.command import Answered, Command, Envelope, envelope
from application.errors import NotHostError
from application.sessions import Asked, ByApiToken, InSession
from application.sign_in.commands import ChangePassword, EndSession, RevokeToken, SignOutEverywhere
from domain.admin_roster import AdminRoster
from domain.errors import SessionStaleError
from domain.identifiers import OPERATOR_ID
from domain.user_account import UserAccount
from domain.values import Role
from tests.application.test_account_handlers import registration
from tests.application.test_sign_in_handlers import ASKED, SESSION, TOKEN, a_token
from tests.support.aggregates import ANNA, BERT
from tests.support.soundboard import Board

INVITATION = Invite(UUID(int=7), "Moves in")


@pytest.fixture
def hosts(board: Board) -> Board:
    for user_id, mac in ((ANNA, "mac of anna@home"), (BERT, "mac of bert@home")):
        board.when(replace(registration(user_id, email_mac=mac), role=Role.ADMIN))
    board.when(a_token())
    board.given()
    return board


def as_host(user_id: UUID = ANNA, asked: Asked = ASKED, key: str | None = None) -> Envelope:
    return envelope(user_id, key, as_host=asked)


@pytest.mark.parametrize(
    "end",
    [
        ChangeRole(ANNA, Role.MEMBER, "Less to do"),
        DisableUser(ANNA, "Loud"),
        EraseUser(ANNA, "mac of anna@home"),
    ],
    ids=lambda end: type(end).__name__,
)
def test_who_was_a_host_and_is_none_when_their_turn_comes_is_refused(
    hosts: Board, end: Command[None]
) -> None:
    _, refused = hosts.together_from([(end, as_host(BERT)), (INVITATION, as_host())])
    assert isinstance(refused, NotHostError)
    assert AdminRoster.Invited not in hosts.then()


def test_of_two_hosts_who_disable_each_other_at_once_one_stays(hosts: Board) -> None:
    done, refused = hosts.together_from(
        [(DisableUser(BERT, "Loud"), as_host(ANNA)), (DisableUser(ANNA, "Loud"), as_host(BERT))]
    )
    assert isinstance(done, Answered)
    assert isinstance(refused, NotHostError)
    assert hosts.then() == [UserAccount.Disabled, AdminRoster.Left]


@pytest.mark.parametrize(
    "end",
    [
        EndSession(ANNA, SESSION, "signed_out"),
        SignOutEverywhere(ANNA),
        ChangePassword(ANNA, InSession(UUID(int=99), epoch=0), "another hash"),
    ],
    ids=lambda end: type(end).__name__,
)
def test_what_a_host_asked_in_a_session_that_ended_meanwhile_is_not_done(
    hosts: Board, end: Command[None]
) -> None:
    hosts.when(end)
    [refused] = hosts.together_from([(INVITATION, as_host())])
    assert isinstance(refused, SessionStaleError)
    assert AdminRoster.Invited not in hosts.then()


def test_what_a_host_asked_by_a_token_that_was_revoked_meanwhile_is_not_done(hosts: Board) -> None:
    asked = as_host(asked=ByApiToken(TOKEN))
    [done] = hosts.together_from([(INVITATION, asked)])
    assert isinstance(done, Answered)
    hosts.when(RevokeToken(ANNA, TOKEN))
    [refused] = hosts.together_from([(INVITATION, asked)])
    assert isinstance(refused, SessionStaleError)


def test_the_operator_is_a_host_always(hosts: Board) -> None:
    [done] = hosts.together_from([(INVITATION, as_host(OPERATOR_ID))])
    assert isinstance(done, Answered)


def test_what_was_done_is_answered_again_also_to_who_is_no_host_any_more(hosts: Board) -> None:
    asked = (DisableUser(ANNA, "Loud"), as_host(ANNA, key="key-1"))
    done, again = hosts.together_from([asked, asked])
    assert isinstance(done, Answered)
    assert isinstance(again, Answered)
    assert hosts.then() == [UserAccount.Disabled, AdminRoster.Left]


def test_who_is_a_host_again_may_again(hosts: Board) -> None:
    hosts.when(DisableUser(ANNA, "Loud"))
    hosts.when(EnableUser(ANNA, "Sorry"))
    [done] = hosts.together_from([(INVITATION, as_host())])
    assert isinstance(done, Answered)
