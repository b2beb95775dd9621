"""Asked before: the check says what charging would say, and leaves nothing behind."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

import pytest

from application.credits.charging import Charge, Charging, Check
from application.credits.commands import SetPrice
from application.errors import NotFoundError
from application.executor.working_set import WorkingSet
from application.plays.commands import PlaySound
from domain.credit_ledger import CreditLedger
from domain.errors import CooldownError, DomainError, InsufficientCreditsError, UnknownActionError
from domain.identifiers import ledger_id
from domain.price import EVERY_PLAN, Price
from domain.values import CreditAction
from infrastructure.log_store.log_store import LogStore
from tests.support.aggregates import AIRHORN, ANNA, PLAY, a_ledger, a_registered_sound
from tests.support.soundboard import FREE_PLAN, Board

SLOW = replace(FREE_PLAN, daily=2, maximum=5, cooldown_seconds=10)


@pytest.fixture
def slow(log: LogStore) -> Board:
    """Where the airhorn costs two, the owner of one credit gets two more a day."""
    board = Board(log, free_plan=SLOW)
    board.given(a_registered_sound(), a_ledger(balance=1))
    board.when(SetPrice(CreditAction.VLC_PLAY_SOUND, Price(2), EVERY_PLAN, "Loud"))
    return board


def a_play(by: UUID = ANNA) -> Charge:
    return Charge(by, uuid4(), CreditAction.VLC_PLAY_SOUND, sound_id=AIRHORN)


def checked(board: Board) -> Check:
    return Charging(board.soundboard, board.clock).check(a_play())


def test_it_says_what_there_is_and_what_it_would_cost(slow: Board) -> None:
    tomorrow = datetime.fromisoformat("2026-06-02T00:00:00+00:00")
    assert checked(slow) == Check(2, 3, 0, None, tomorrow), "with today's recharge"


def test_it_refuses_what_charging_refuses_and_allows_the_rest(slow: Board) -> None:
    refusals = []
    for seconds in (0, 4, 6, 86_400, 0):
        slow.clock.advance(seconds=seconds)
        found = checked(slow)
        refused: DomainError | None = None
        try:
            answer = slow.when(PlaySound(uuid4(), AIRHORN, by=ANNA))
            assert (answer.price, answer.spendable) == (
                found.price,
                found.balance - found.reserved - found.price,
            )
        except DomainError as error:
            refused = error
        assert (type(found.refusal), str(found.refusal)) == (type(refused), str(refused))
        refusals.append(type(found.refusal))
    nothing = type(None)
    assert refusals == [nothing, CooldownError, InsufficientCreditsError, nothing, CooldownError]


def test_it_leaves_nothing_behind_in_the_log_or_in_memory(slow: Board) -> None:
    before = slow.then()
    memory = WorkingSet(slow.soundboard)
    first, second = (Charging(memory, slow.clock).check(a_play()) for _ in range(2))
    assert first == second
    assert memory.load(CreditLedger, ledger_id(ANNA)).pending_events == []
    assert slow.then() == before
    slow.when(PlaySound(PLAY, AIRHORN, by=ANNA))
    assert slow.ledger().reserved == 2


def test_what_is_not_there_has_no_price(slow: Board) -> None:
    charging = Charging(slow.soundboard, slow.clock)
    with pytest.raises(UnknownActionError):
        charging.check(Charge(ANNA, uuid4(), "breathing"))
    with pytest.raises(NotFoundError):
        charging.check(Charge(ANNA, uuid4(), CreditAction.VLC_PLAY_SOUND, sound_id=uuid4()))
