from datetime import timedelta
from uuid import UUID, uuid4

from domain.user_account import UserAccount
from domain.values import Role
from projections.members.queries import member, members
from tests.projections.board import Board


def test_members_are_listed_in_plain_text(board: Board) -> None:
    anna = board.log.member("Anna")
    found = board.ask(member, anna)
    assert (found.name, found.email, found.role, found.is_disabled) == ("Anna", "Anna@home", "member", False)
    assert found.registered_at == board.log.now


def test_who_is_disabled_is_shown_as_such_until_enabled(board: Board) -> None:
    anna = board.log.member("Anna")
    change(board, anna, "disable")
    assert board.ask(member, anna).is_disabled
    change(board, anna, "enable")
    assert not board.ask(member, anna).is_disabled


def test_the_list_goes_on_after_the_last_one_seen(board: Board) -> None:
    for name in ("Anna", "Ben", "Cleo"):
        board.log.member(name)
    first = board.ask(members, limit=2)
    rest = board.ask(members, after=first[-1].position, limit=2)
    assert [[each.name for each in page] for page in (first, rest)] == [["Anna", "Ben"], ["Cleo"]]


def test_nobody_is_found_under_an_unknown_id(board: Board) -> None:
    assert board.ask(member, uuid4()) is None


def test_who_is_erased_is_no_member(board: Board) -> None:
    anna, ben = board.log.member("Anna"), board.log.member("Ben")
    assert board.ask(member, anna) is not None
    account = board.log.soundboard.load(UserAccount, anna)
    account.erase(reason="", at=board.log.now)
    board.log.append(account)
    assert [each.user_id for each in board.ask(members)] == [ben]


def test_who_comes_and_goes_within_a_page_leaves_no_row(board: Board) -> None:
    id = uuid4()
    account = UserAccount.register(
        id, sealed_name="sealed A", sealed_email="sealed a@b", role=Role.MEMBER, at=board.log.now
    )
    account.disable(reason="Too loud", at=board.log.now)
    account.erase(reason="", at=board.log.now)
    board.log.append(account)
    assert board.ask(member, id) is None


def change(board: Board, user_id: UUID, decision: str) -> None:
    account = board.log.soundboard.load(UserAccount, user_id)
    getattr(account, decision)(at=board.log.now + timedelta(days=1))
    board.log.append(account)
