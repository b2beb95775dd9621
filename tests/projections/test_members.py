from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.user_account import UserAccount
from domain.values import Plan, Role
from projections.members.queries import member, members
from tests.infrastructure.read_store.read_side import ReadSide
from tests.projections.board import Board


def test_members_are_listed_in_plain_text(board: Board) -> None:
    anna = board.log.member("Anna")
    found = board.ask(member, anna)
    assert (found.name, found.email, found.role, found.is_disabled) == ("Anna", "Anna@home", "member", False)
    assert (found.plan, found.registered_at) == ("free", board.log.now)


def test_who_is_disabled_is_shown_as_such_until_enabled(board: Board) -> None:
    anna = board.log.member("Anna")
    change(board, anna, lambda account: account.disable(reason="Too loud", at=board.log.now))
    assert board.ask(member, anna).is_disabled
    change(board, anna, lambda account: account.enable(reason="Sorry", at=board.log.now))
    assert not board.ask(member, anna).is_disabled


def test_every_change_is_followed_and_leaves_the_rest(board: Board) -> None:
    anna, now = board.log.member("Anna"), board.log.now
    before = board.ask(member, anna)
    change(board, anna, lambda account: account.rename("sealed Annika", reason="", at=now))
    assert board.ask(member, anna) == replace(before, name="Annika")
    change(board, anna, lambda account: account.change_email("sealed annika@work", at=now))
    change(board, anna, lambda account: account.change_role(Role.ADMIN, reason="Helps", at=now))
    change(board, anna, lambda account: account.change_plan(Plan.PRO, reason="Paid", at=now))
    assert board.ask(member, anna) == replace(
        before, name="Annika", email="annika@work", role="admin", plan="pro"
    )


def test_who_was_erased_is_gone(board: Board) -> None:
    anna, ben = board.log.member("Anna"), board.log.member("Ben")
    board.ask(member, anna)
    erase(board, anna)
    assert board.ask(member, anna) is None
    assert [each.user_id for each in board.ask(members)] == [ben]


def test_who_was_erased_before_anybody_looked_is_gone_too(board: Board) -> None:
    anna = board.log.member("Anna")
    change(board, anna, lambda account: account.rename("sealed Annika", reason="", at=board.log.now))
    erase(board, anna)
    assert board.ask(members) == []


def test_after_an_erasure_a_rebuild_makes_the_same(board: Board, read_side: ReadSide) -> None:
    anna = board.log.member("Anna")
    board.log.member("Ben")
    board.ask(member, anna)
    erase(board, anna)
    board.ask(members)
    assert read_side.equals_its_rebuild()["members"]


def test_the_list_is_newest_first_and_goes_on_after_the_last_one_seen(board: Board) -> None:
    for name in ("Anna", "Ben", "Cleo"):
        board.log.member(name)
    first = board.ask(members, limit=2)
    rest = board.ask(members, after=first[-1].position, limit=2)
    assert [[each.name for each in page] for page in (first, rest)] == [["Cleo", "Ben"], ["Anna"]]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ann", ["Anna"]),
        ("ÄNNCHEN", ["Ännchen"]),
        ("a\u0308nnchen", ["Ännchen"]),
        ("STRASSE", ["Straße"]),
        ("@HOME", ["100%", "Straße", "Ännchen", "Anna"]),
        ("%", ["100%"]),
        ("_", []),
        ("/", []),
        ("nobody", []),
    ],
)
def test_a_part_of_a_name_or_an_address_finds_people(board: Board, search: str, found: list[str]) -> None:
    for name in ("Anna", "Ännchen", "Straße", "100%"):
        board.log.member(name)
    assert names(board, search=search) == found


def test_a_new_name_is_found_and_the_old_one_not(board: Board) -> None:
    anna = board.log.member("Anna")
    change(board, anna, lambda account: account.rename("sealed Berta", reason="", at=board.log.now))
    assert [each.user_id for each in board.ask(members, search="berta")] == [anna]
    change(board, anna, lambda account: account.change_email("sealed b@home", at=board.log.now))
    assert names(board, search="anna") == []


def test_people_are_found_by_plan_and_state(board: Board) -> None:
    anna, ben, now = board.log.member("Anna"), board.log.member("Ben"), board.log.now
    change(board, anna, lambda account: account.change_plan(Plan.PREMIUM, reason="Paid", at=now))
    change(board, ben, lambda account: account.disable(reason="Too loud", at=now))
    assert names(board, plan="premium") == ["Anna"]
    assert names(board, is_disabled=True) == ["Ben"]
    assert names(board, is_disabled=False) == ["Anna"]
    assert names(board, plan="premium", is_disabled=True) == []


def test_nobody_is_found_under_an_unknown_id(board: Board) -> None:
    assert board.ask(member, uuid4()) is None


def names(board: Board, **asked: object) -> list[str]:
    return [each.name for each in board.ask(members, **asked)]


def erase(board: Board, user_id: UUID) -> None:
    change(board, user_id, lambda account: account.erase(reason="", at=board.log.now))


def change(board: Board, user_id: UUID, ask: Callable[[UserAccount], None]) -> None:
    account = board.log.soundboard.load(UserAccount, user_id)
    ask(account)
    board.log.append(account)
