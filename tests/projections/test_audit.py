"""What hosts did: every act once, with its reason, and nothing that people did by themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from domain.admin_roster import AdminRoster
from domain.aggregate import AggregateRoot, Event
from domain.credit_ledger import CreditLedger
from domain.identifiers import OPERATOR_ID, SYSTEM_ID, ledger_id
from domain.sign_in import SignIn
from domain.user_account import UserAccount
from domain.values import CreditAction, Plan, Role, Scope
from projections.audit.queries import AuditEntry, audit
from tests.infrastructure.read_store.read_side import ReadSide
from tests.projections.board import Board

SESSION, TOKEN, INVITATION = UUID(int=1), UUID(int=2), UUID(int=3)
PLAY = UUID(int=4)
REFUND = {"action": "vlc_play_sound", "amount": 3, "reservation_id": str(PLAY)}


def given_by(actor_id: UUID | None, board: Board, *changed: AggregateRoot) -> None:
    events: list[Event] = []
    for aggregate in changed:
        events += aggregate.collect_events()  # type: ignore[arg-type]  # all events are ours
    for event in events:
        vars(event)["actor_id"] = actor_id
    board.log.append_events(events)


def account_of(board: Board, user_id: UUID) -> UserAccount:
    return board.log.soundboard.load(UserAccount, user_id)


def entries(board: Board, **asked: Any) -> list[AuditEntry]:
    found: list[AuditEntry] = board.ask(audit, **asked)
    return found


def told(board: Board) -> list[tuple[str, str, dict[str, Any]]]:
    """Oldest first."""
    return [(each.action, each.reason, dict(each.details)) for each in reversed(entries(board))]


def test_an_act_has_who_whom_when_and_why(board: Board) -> None:
    host, anna = board.log.member("Host"), board.log.member("Anna")
    account = account_of(board, anna)
    account.disable(reason="Too loud", at=board.log.now)
    given_by(host, board, account)
    [entry] = entries(board)
    assert (entry.actor_id, entry.actor_name, entry.subject_id, entry.subject_name) == (
        host,
        "Host",
        anna,
        "Anna",
    )
    assert (entry.action, entry.reason, entry.at, entry.details) == (
        "user_account.disabled",
        "Too loud",
        board.log.now,
        {},
    )


def test_everything_that_a_host_can_do_is_told_without_what_is_sealed_or_hashed(board: Board) -> None:
    host, anna, now = board.log.member("Host"), board.log.member("Anna"), board.log.now
    given_by(host, board, everything_done_to(account_of(board, anna), now), *the_rest(board, anna, now))
    account = account_of(board, anna)
    account.erase(reason="Asked to", at=now)
    given_by(host, board, account)
    assert told(board) == [
        ("user_account.renamed", "Rude", {}),
        ("user_account.email_changed", "", {}),
        ("user_account.role_changed", "Helps", {"role": "admin"}),
        ("user_account.plan_changed", "Paid", {"plan": "pro"}),
        ("user_account.disabled", "Too loud", {}),
        ("user_account.enabled", "Sorry", {}),
        ("sign_in.reset_offered", "Forgot it", {}),
        ("sign_in.password_changed", "", {}),
        ("sign_in.signed_out_everywhere", "", {}),
        ("sign_in.session_ended", "Left it open", {"session_id": str(SESSION)}),
        ("sign_in.token_issued", "", {"scopes": ["read"], "token_id": str(TOKEN)}),
        ("sign_in.token_revoked", "Lost", {"token_id": str(TOKEN)}),
        ("sign_in.identity_linked", "", {"provider": "github"}),
        ("sign_in.identity_unlinked", "", {"provider": "github"}),
        ("credit_ledger.granted", "Birthday", {"amount": 7}),
        ("credit_ledger.released", "Nobody heard it", REFUND),
        ("admin_roster.invited", "Moves in", {"invitation_id": str(INVITATION)}),
        ("user_account.erased", "Asked to", {}),
    ]
    for entry in entries(board):
        assert entry.subject_id == (None if entry.action == "admin_roster.invited" else anna)


def everything_done_to(account: UserAccount, at: datetime) -> UserAccount:
    account.rename("sealed Annika", reason="Rude", at=at)
    account.change_email("sealed annika@home", at=at)
    account.change_role(Role.ADMIN, reason="Helps", at=at)
    account.change_plan(Plan.PRO, reason="Paid", at=at)
    account.disable(reason="Too loud", at=at)
    account.enable(reason="Sorry", at=at)
    return account


def the_rest(board: Board, user_id: UUID, at: datetime) -> list[AggregateRoot]:
    sign_in = SignIn.open(user_id, has_password=True, at=at)
    sign_in.offer_reset(reason="Forgot it", at=at)
    sign_in.change_password(kept_session=None, at=at)
    sign_in.sign_out_everywhere(at=at)
    sign_in.end_session(SESSION, why="by_host", reason="Left it open", at=at)
    sign_in.issue_token(TOKEN, {Scope.READ}, expires_at=None, at=at)
    sign_in.revoke_token(TOKEN, reason="Lost", at=at)
    sign_in.link("github", "keyed hash", at=at)
    sign_in.unlink("github", at=at)
    ledger = board.log.soundboard.load(CreditLedger, ledger_id(user_id))
    ledger.grant(7, reason="Birthday", at=at)
    ledger.reserve(PLAY, CreditAction.VLC_PLAY_SOUND, 3, at=at)
    ledger.refund(PLAY, reason="Nobody heard it", at=at)
    roster = AdminRoster.open([], at=at)
    roster.invite(INVITATION, reason="Moves in", at=at)
    return [sign_in, ledger, roster]


def test_what_people_do_by_themselves_is_nobodys_business(board: Board) -> None:
    anna, now = board.log.member("Anna"), board.log.now
    account, sign_in = account_of(board, anna), SignIn.open(anna, has_password=True, at=now)
    account.rename("sealed Annika", reason="", at=now)
    account.change_email("sealed annika@home", at=now)
    account.erase(reason="", at=now)
    sign_in.end_session(SESSION, why="signed_out", reason="", at=now)
    sign_in.issue_token(TOKEN, {Scope.READ}, expires_at=None, at=now)
    sign_in.revoke_token(TOKEN, reason="", at=now)
    sign_in.change_password(kept_session=None, at=now)
    given_by(anna, board, account, sign_in)
    assert entries(board) == []


def test_who_stops_the_sounds_of_others_is_not_told_of_their_credits(board: Board) -> None:
    host, anna, now = board.log.member("Host"), board.log.member("Anna"), board.log.now
    ledger = board.log.ledger(anna)
    ledger.reserve(PLAY, CreditAction.VLC_PLAY_SOUND, 3, at=now)
    ledger.release(PLAY, reason="It was stopped before it sounded.", at=now)
    given_by(host, board, ledger)
    assert entries(board) == []


def test_what_hosts_do_to_themselves_is_told(board: Board) -> None:
    host, now = board.log.member("Host"), board.log.now
    account, ledger = account_of(board, host), board.log.ledger(host)
    account.change_plan(Plan.PRO, reason="I may", at=now)
    ledger.grant(1_000, reason="I may", at=now)
    given_by(host, board, account, ledger)
    assert [action for action, _, _ in told(board)] == ["user_account.plan_changed", "credit_ledger.granted"]


def test_an_account_that_a_host_opens_is_told_and_one_that_is_registered_is_not(board: Board) -> None:
    for actor_of in (lambda id: id, lambda _: SYSTEM_ID, lambda _: None, lambda _: OPERATOR_ID):
        id, now = uuid4(), board.log.now
        account = UserAccount.register(
            id, sealed_name="sealed Ben", sealed_email="sealed ben@home", role=Role.MEMBER, at=now
        )
        sign_in, ledger = SignIn.open(id, has_password=True, at=now), CreditLedger.open(id, at=now)
        ledger.welcome(10, at=now)
        given_by(actor_of(id), board, account, sign_in, ledger)
    assert told(board) == [
        ("user_account.registered", "", {"role": "member"}),
        ("credit_ledger.granted", "Opening credits", {"amount": 10}),
    ]
    assert [(each.is_command_line, each.actor_name) for each in entries(board)] == [(True, None)] * 2


def test_who_is_gone_has_no_name_any_more(board: Board) -> None:
    host, anna = board.log.member("Host"), board.log.member("Anna")
    account = account_of(board, anna)
    account.erase(reason="Asked to", at=board.log.now)
    given_by(host, board, account)
    [entry] = entries(board)
    assert (entry.subject_id, entry.subject_name, entry.actor_name) == (anna, None, "Host")


def test_the_list_is_newest_first_filtered_and_goes_on_after_the_last_one_seen(board: Board) -> None:
    hosts = [board.log.member("Host"), board.log.member("Hostess")]
    people = [board.log.member("Anna"), board.log.member("Ben")]
    for host in hosts:
        for person in people:
            account = account_of(board, person)
            account.disable(reason="Too loud", at=board.log.now)
            account.enable(reason="Sorry", at=board.log.now)
            given_by(host, board, account)
    whole = entries(board)
    assert [each.position for each in whole] == sorted((each.position for each in whole), reverse=True)
    first = entries(board, limit=3)
    assert first + entries(board, after=first[-1].position) == whole
    assert entries(board, limit=3, offset=2) == whole[2:5]
    assert {each.actor_id for each in entries(board, actor_id=hosts[0])} == {hosts[0]}
    assert {each.subject_id for each in entries(board, subject_id=people[1])} == {people[1]}
    assert len(entries(board, action="user_account.enabled")) == 4
    assert len(entries(board, action="user_account.enabled", actor_id=hosts[0], subject_id=people[0])) == 1


def test_a_rebuild_makes_the_same(board: Board, read_side: ReadSide) -> None:
    host, anna, now = board.log.member("Host"), board.log.member("Anna"), board.log.now
    given_by(host, board, everything_done_to(account_of(board, anna), now), *the_rest(board, anna, now))
    entries(board)
    assert read_side.equals_its_rebuild()["audit"]
