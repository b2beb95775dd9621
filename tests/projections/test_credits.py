from datetime import UTC, timedelta
from uuid import uuid4

from projections.credits.queries import balance, transactions
from projections.credits.sentences import sentence
from tests.projections.board import Board


def test_a_grant_is_done_at_once(board: Board) -> None:
    anna = board.log.member(balance=10)
    [found] = board.ask(transactions, anna)
    assert (found.action, found.amount, found.balance_before, found.balance_after) == (
        "credit_addition",
        10,
        0,
        10,
    )
    assert (found.state, found.success, found.reason) == ("done", True, "Opening credits")


def test_a_nul_in_a_reason_of_old_stops_nobody(board: Board) -> None:
    anna = board.log.member(balance=10)
    play = board.log.request(board.log.sound(), anna)
    board.log.fail(play, "no\0sound")
    assert board.ask(transactions, anna)[0].reason == "no\ufffdsound"


def test_a_reservation_is_one_line_from_beginning_to_end(board: Board) -> None:
    anna = board.log.member(balance=10)
    play = board.log.request(board.log.sound(), anna)
    reserved, _ = board.ask(transactions, anna)
    assert (reserved.state, reserved.success, reserved.amount, reserved.reference) == (
        "reserved",
        None,
        -1,
        play.id,
    )
    board.log.pass_time(seconds=2)
    board.log.start(play)
    board.log.finish(play)
    spent, _ = board.ask(transactions, anna)
    assert (spent.position, spent.at) == (reserved.position, reserved.at)
    assert (spent.state, spent.success, spent.balance_before, spent.balance_after) == ("spent", True, 10, 9)
    assert spent.settled_at == board.log.now


def test_a_release_says_why_and_moves_nothing(board: Board) -> None:
    anna = board.log.member(balance=10)
    board.log.fail(board.log.request(board.log.sound(), anna), "No voice was free.")
    found, _ = board.ask(transactions, anna)
    assert (found.state, found.success, found.reason) == ("released", False, "No voice was free.")
    assert (found.balance_before, found.balance_after) == (10, 10)


def test_what_a_host_gives_back_is_told_as_theirs(board: Board) -> None:
    anna = board.log.member(balance=10)
    play = board.log.request(board.log.sound(), anna)
    [asked_for, _] = board.ask(transactions, anna)
    ledger = board.log.ledger(anna)
    ledger.refund(play.id, reason="Nobody heard it", at=board.log.now)
    board.log.append(ledger)
    [found, _] = board.ask(transactions, anna)
    assert (found.position, found.state, found.success) == (asked_for.position, "released", False)
    assert sentence(found, UTC) == "A sound, 12:00: 1 credit came back. A host gave it back: Nobody heard it"


def test_what_is_reserved_is_not_to_be_spent(board: Board) -> None:
    anna = board.log.member(balance=10)
    play = board.log.request(board.log.sound(), anna, price=3)
    held = board.ask(balance, anna)
    assert (held.balance, held.reserved, held.spendable) == (10, 3, 7)
    board.log.start(play)
    board.log.finish(play)
    assert (board.ask(balance, anna).balance, board.ask(balance, anna).reserved) == (7, 0)


def test_a_recharge_is_an_addition(board: Board) -> None:
    anna = board.log.member(balance=10)
    ledger = board.log.ledger(anna)
    ledger.recharge(5, up_to=20, plan="free", at=board.log.now)
    board.log.append(ledger)
    newest, _ = board.ask(transactions, anna)
    assert (newest.amount, newest.balance_after, newest.reason) == (5, 15, "Daily recharge")


def test_a_statement_can_be_narrowed(board: Board) -> None:
    anna, sound, noon = board.log.member(), board.log.sound(), board.log.now
    board.log.pass_time(hours=1)
    board.log.play(sound, anna)
    later = noon + timedelta(hours=1)
    assert len(board.ask(transactions, anna, action="vlc_play_sound")) == 1
    assert len(board.ask(transactions, anna, since=later)) == 1
    assert len(board.ask(transactions, anna, until=later)) == 1
    assert len(board.ask(transactions, anna, since=later, until=later)) == 0


def test_a_statement_goes_on_after_the_last_line_seen(board: Board) -> None:
    anna, sound = board.log.member(), board.log.sound()
    for _ in range(3):
        board.log.play(sound, anna)
    lines = board.ask(transactions, anna)
    first = board.ask(transactions, anna, limit=2)
    assert [*first, *board.ask(transactions, anna, after=first[-1].position)] == lines


def test_a_statement_is_nobody_elses(board: Board) -> None:
    board.log.member("Anna")
    ben = board.log.member("Ben")
    assert {each.user_id for each in board.ask(transactions, ben)} == {ben}
    assert board.ask(balance, uuid4()) is None
